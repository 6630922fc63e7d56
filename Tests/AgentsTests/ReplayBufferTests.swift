import Agents
import Determinism
import Environments
import NeuralNetworks
import TensorCore
import Testing

/// One transition as the plainest possible value.
private struct Plain: Hashable {
  var observation: [Float]
  var action: Int32
  var reward: Float
  var next: [Float]
  var continues: Float
}

/// Feeds a buffer with numbered random steps and keeps the same in a plain array.
private struct Feeder {
  let copies: Int
  let width: Int
  var random: RandomStream
  var buffer: ReplayBuffer
  var all: [Plain] = []
  var seen: [[Float]]
  var number: Float = 0

  init(
    seed: UInt64, capacity: Int, copies: Int, width: Int, elementType: Box.ElementType = .float32
  ) {
    self.copies = copies
    self.width = width
    random = RandomStream(seed: seed)
    buffer = ReplayBuffer(
      capacity: capacity, copies: copies,
      observationSpace: Box(shape: [width], range: 0...255, elementType: elementType),
      actionCount: 5)
    seen = []
    seen = (0..<copies).map { _ in observation() }
    seen.flatMap { $0 }.withUnsafeBufferPointer { buffer.begin(observations: $0) }
  }

  mutating func observation() -> [Float] {
    (0..<width).map { _ in Float(random.integer(below: 256)) }
  }

  mutating func step(endings: Double = 0.2) {
    var actions: [Int32] = []
    var rewards: [Float] = []
    var (terminated, truncated): ([Bool], [Bool]) = ([], [])
    var (finals, next): ([[Float]], [[Float]]) = ([], [])
    for copy in 0..<copies {
      number += 1
      actions.append(Int32(random.integer(below: 5)))
      rewards.append(number)
      terminated.append(random.bernoulli(endings))
      truncated.append(random.bernoulli(endings))
      finals.append(observation())
      next.append(terminated[copy] || truncated[copy] ? observation() : finals[copy])
      all.append(
        Plain(
          observation: seen[copy], action: actions[copy], reward: number, next: finals[copy],
          continues: terminated[copy] ? 0 : 1))
    }
    seen = next
    actions.withUnsafeBufferPointer { actions in
      rewards.withUnsafeBufferPointer { rewards in
        terminated.withUnsafeBufferPointer { terminated in
          truncated.withUnsafeBufferPointer { truncated in
            finals.flatMap { $0 }.withUnsafeBufferPointer { finals in
              next.flatMap { $0 }.withUnsafeBufferPointer { next in
                buffer.append(
                  actions: actions, rewards: rewards, terminated: terminated,
                  truncated: truncated, finalObservations: finals, observations: next)
              }
            }
          }
        }
      }
    }
  }
}

private func plain(_ batch: TransitionBatch) -> [Plain] {
  let width = batch.observations.shape[1]
  let (seen, next) = (batch.observations.scalars, batch.nextObservations.scalars)
  let (rewards, continues) = (batch.rewards.scalars, batch.bootstrap.scalars)
  return batch.actions.indices.map { index in
    let row = (index * width)..<((index + 1) * width)
    return Plain(
      observation: Array(seen[row]), action: batch.actions[index], reward: rewards[index],
      next: Array(next[row]), continues: continues[index] == 0 ? 0 : 1)
  }
}

@Suite struct ReplayBufferTests {
  @Test(arguments: [(1, 1, 1), (7, 1, 3), (12, 3, 4), (10, 4, 4), (3, 5, 2), (64, 2, 9)])
  func theLatestTransitionsSurviveWithTheirTrueNextObservations(
    capacity: Int, copies: Int, width: Int
  ) {
    for seed in 0..<5 {
      for type in [Box.ElementType.float32, .uint8] {
        var feeder = Feeder(
          seed: UInt64(seed), capacity: capacity, copies: copies, width: width, elementType: type)
        for step in 1...60 {
          feeder.step(endings: [0, 0.2, 1][seed % 3])
          let kept = min(step * copies, feeder.buffer.capacity)
          #expect(feeder.buffer.count == kept, "seed \(seed), step \(step)")
          #expect(
            plain(feeder.buffer.allTransitions()) == Array(feeder.all.suffix(kept)),
            "seed \(seed), step \(step), \(type)")
        }
      }
    }
  }

  @Test func capacityIsRoundedUpToWholeVectorSteps() {
    #expect(Feeder(seed: 0, capacity: 10, copies: 4, width: 1).buffer.capacity == 12)
    #expect(Feeder(seed: 0, capacity: 8, copies: 4, width: 1).buffer.capacity == 8)
  }

  /// 100 000 transitions of 4 floats: 16 + 12 bytes each, one open slot, 16 rows for endings.
  @Test func eachObservationIsStoredOnce() {
    let space = Box(shape: [4], range: 0...1)
    let buffer = ReplayBuffer(capacity: 100_000, copies: 1, observationSpace: space, actionCount: 5)
    #expect(buffer.bytes == 100_001 * 28 + 16 * 16)
    #expect(buffer.bytesPerTransition < 28.01)
    let bytes = ReplayBuffer(
      capacity: 1_000, copies: 1,
      observationSpace: Box(shape: [4, 10, 10], range: 0...1, elementType: .uint8),
      actionCount: 5)
    #expect(bytes.bytes == 1_001 * 62 + 16 * 50)
  }

  /// Mean 1000 draws for each of 20 transitions, standard deviation 31: within 5 of them.
  @Test func everyTransitionIsDrawnEquallyOften() {
    var feeder = Feeder(seed: 3, capacity: 20, copies: 2, width: 1)
    for _ in 0..<27 { feeder.step() }
    var random = RandomStream(seed: 5)
    var counts: [Float: Int] = [:]
    for _ in 0..<200 {
      for reward in feeder.buffer.sample(100, using: &random).rewards.scalars {
        counts[reward, default: 0] += 1
      }
    }
    #expect(Set(counts.keys) == Set(feeder.all.suffix(20).map(\.reward)))
    for (reward, count) in counts { #expect(abs(count - 1_000) < 156, "\(reward): \(count)") }
  }

  @Test func sameStreamDrawsTheSameBatchAndAnotherDoesNot() {
    var feeder = Feeder(seed: 4, capacity: 50, copies: 1, width: 2)
    for _ in 0..<80 { feeder.step() }
    var (one, two, other) = (
      RandomStream(seed: 1), RandomStream(seed: 1), RandomStream(seed: 2)
    )
    let batch = plain(feeder.buffer.sample(16, using: &one))
    #expect(batch == plain(feeder.buffer.sample(16, using: &two)))
    #expect(batch != plain(feeder.buffer.sample(16, using: &other)))
  }

  @Test func anEarlierBatchIsUntouchedByALaterOne() {
    var feeder = Feeder(seed: 4, capacity: 50, copies: 1, width: 2)
    for _ in 0..<80 { feeder.step() }
    var random = RandomStream(seed: 1)
    let batch = feeder.buffer.sample(16, using: &random)
    let before = plain(batch)
    _ = feeder.buffer.sample(16, using: &random)
    #expect(plain(batch) == before)
  }

  @Test func savedAndRestoredGoesOnTheSame() throws {
    for seed in 0..<6 {
      let type: Box.ElementType = seed % 2 == 0 ? .float32 : .uint8
      var feeder = Feeder(
        seed: UInt64(seed), capacity: 24, copies: 1 + seed % 3, width: 3, elementType: type)
      for _ in 0..<(7 * seed) { feeder.step() }
      var file = SafeTensors()
      feeder.buffer.write(to: &file)
      var twin = feeder
      twin.buffer = ReplayBuffer(
        capacity: 24, copies: feeder.copies, observationSpace: feeder.buffer.observationSpace,
        actionCount: 5)
      try twin.buffer.read(from: file)
      for _ in 0..<40 {
        feeder.step()
        twin.step()
        #expect(
          plain(twin.buffer.allTransitions()) == plain(feeder.buffer.allTransitions()),
          "seed \(seed)")
      }
      var (one, two) = (SafeTensors(), SafeTensors())
      feeder.buffer.write(to: &one)
      twin.buffer.write(to: &two)
      #expect(one.tensors.map(\.bytes) == two.tensors.map(\.bytes), "seed \(seed)")
    }
  }

  /// In a process of its own: the count is of the whole process.
  @Test func samplingTakesNoTensorMemoryOnceWarm() async {
    await #expect(processExitsWith: .success) {
      var feeder = Feeder(seed: 4, capacity: 50, copies: 1, width: 30)
      for _ in 0..<80 { feeder.step() }
      var random = RandomStream(seed: 1)
      for _ in 0..<3 { _ = feeder.buffer.sample(32, using: &random) }
      let before = TensorMemory.bytesFromSystem
      for _ in 0..<100 { _ = feeder.buffer.sample(32, using: &random) }
      precondition(TensorMemory.bytesFromSystem == before)
    }
  }
}

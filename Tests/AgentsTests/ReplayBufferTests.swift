import Agents
import Determinism
import Environments
import NeuralNetworks
import TensorCore
import Testing

@Suite struct ReplayBufferTests {
  @Test(arguments: [(1, 1, 1), (7, 1, 3), (12, 3, 4), (10, 4, 4), (3, 5, 2), (64, 2, 9)])
  func theLatestTransitionsSurviveWithTheirTrueNextObservations(
    capacity: Int, copies: Int, width: Int
  ) {
    for seed in 0..<5 {
      for (type, high) in [(Box.ElementType.float32, Float(255)), (.uint8, 255), (.uint8, 1)] {
        let shape = ReplayShape(
          capacity: capacity, copies: copies, width: width, elementType: type, high: high)
        var feeder = ReplayFeeder(shape, seed: UInt64(seed))
        for step in 1...60 {
          feeder.step(endings: [0, 0.2, 1][seed % 3])
          let kept = min(step * copies, feeder.buffer.capacity)
          #expect(feeder.buffer.count == kept, "seed \(seed), step \(step)")
          #expect(
            plainTransitions(feeder.buffer.allTransitions()) == feeder.expected(),
            "seed \(seed), step \(step), \(type) up to \(high)")
        }
      }
    }
  }

  /// Over random ways in which n, frames, masks, copies, formats and endings come together.
  @Test func anyMixtureOfSettingsGivesWhatThePlainReferenceGives() {
    var random = RandomStream(seed: 11)
    for seed in 0..<150 {
      let bits = random.bernoulli(0.5)
      let shape = ReplayShape(
        capacity: 1 + random.integer(below: 30), copies: 1 + random.integer(below: 4),
        width: 1 + random.integer(below: 20), elementType: bits ? .uint8 : .float32,
        high: bits ? 1 : 9, nStep: 1 + random.integer(below: 6),
        frames: 1 + random.integer(below: 4), hasMasks: random.bernoulli(0.5),
        hasFinalMasks: random.bernoulli(0.5))
      let endings = [0, 0.05, 0.2, 0.6][random.integer(below: 4)]
      var feeder = ReplayFeeder(shape, seed: UInt64(seed))
      for step in 1...50 {
        feeder.step(endings: endings)
        #expect(
          plainTransitions(feeder.buffer.allTransitions()) == feeder.expected(),
          "seed \(seed), step \(step), endings \(endings), \(shape)")
      }
    }
  }

  @Test func capacityIsRoundedUpToWholeVectorSteps() {
    #expect(ReplayShape(capacity: 10, copies: 4).makeBuffer().capacity == 12)
    #expect(ReplayShape(capacity: 8, copies: 4).makeBuffer().capacity == 8)
  }

  /// Mean 1000 draws for each of 20 transitions: chi-square of 19 degrees of freedom is below 50.8
  /// with probability 0.9999.
  @Test func everyTransitionIsDrawnEquallyOften() {
    var feeder = ReplayFeeder(ReplayShape(capacity: 20, copies: 2), seed: 3)
    for _ in 0..<27 { feeder.step() }
    var random = RandomStream(seed: 5)
    var counts: [Float: Double] = [:]
    for _ in 0..<200 {
      for reward in feeder.buffer.sample(100, using: &random).rewards.scalars {
        counts[reward, default: 0] += 1
      }
    }
    #expect(Set(counts.keys) == Set(feeder.expected().map(\.rewards)))
    let chiSquare = counts.values.reduce(0) { $0 + ($1 - 1_000) * ($1 - 1_000) / 1_000 }
    #expect(chiSquare < 50.8)
  }

  @Test func sameStreamDrawsTheSameBatchAndAnotherDoesNot() {
    var feeder = ReplayFeeder(ReplayShape(capacity: 50), seed: 4)
    for _ in 0..<80 { feeder.step() }
    var (one, two, other) = (
      RandomStream(seed: 1), RandomStream(seed: 1), RandomStream(seed: 2)
    )
    let batch = plainTransitions(feeder.buffer.sample(16, using: &one))
    #expect(batch == plainTransitions(feeder.buffer.sample(16, using: &two)))
    #expect(batch != plainTransitions(feeder.buffer.sample(16, using: &other)))
  }

  @Test func anEarlierBatchIsUntouchedByALaterOne() {
    let shape = ReplayShape(capacity: 50, nStep: 3, hasMasks: true, priorities: PrioritySettings())
    var feeder = ReplayFeeder(shape, seed: 4)
    for _ in 0..<80 { feeder.step() }
    var random = RandomStream(seed: 1)
    let batch = feeder.buffer.sample(16, using: &random)
    let before = plainTransitions(batch)
    _ = feeder.buffer.sample(16, using: &random)
    #expect(plainTransitions(batch) == before)
  }

  /// In a process of its own: the count is of the whole process.
  @Test func samplingTakesNoTensorMemoryOnceWarm() async {
    await #expect(processExitsWith: .success) {
      let shape = ReplayShape(
        capacity: 50, width: 10, nStep: 3, frames: 3, hasMasks: true,
        priorities: PrioritySettings())
      var feeder = ReplayFeeder(shape, seed: 4)
      for _ in 0..<80 { feeder.step() }
      var random = RandomStream(seed: 1)
      func round() {
        let batch = feeder.buffer.sample(32, importanceExponent: 0.4, using: &random)
        feeder.buffer.updatePriorities(of: batch, errors: batch.rewards)
      }
      for _ in 0..<3 { round() }
      let before = TensorMemory.bytesFromSystem
      for _ in 0..<100 { round() }
      precondition(TensorMemory.bytesFromSystem == before)
    }
  }
}

// MARK: - Memory

@Suite struct ReplayMemoryTests {
  /// 100 000 transitions of 4 floats: 16 + 12 bytes each, one open slot, 16 rows for endings.
  @Test func eachObservationIsStoredOnce() {
    let buffer = ReplayBuffer(
      capacity: 100_000, copies: 1, observationSpace: Box(shape: [4], range: 0...1),
      actionCount: 2)
    #expect(buffer.bytes == 100_001 * 28 + 16 * 16)
    #expect(buffer.bytesPerTransition < 28.01)
  }

  /// Stable-Baselines3 2.9.2 keeps such a transition in 820 bytes, measured by `nbytes`.
  ///
  /// 400 each for the observation and the next, 8 for the action, 4 each for reward, end and time
  /// limit. Here 400 bits are 50 bytes.
  @Test(arguments: [(false, 62.1), (true, 68.8)])
  func aTransitionOfMinAtarBreakoutTakesAnEighthOfStableBaselines3(
    hasPriorities: Bool, most: Double
  ) {
    let space = Box(shape: [4, 10, 10], range: 0...1, elementType: .uint8)
    let buffer = ReplayBuffer(
      capacity: 100_000, copies: 1, observationSpace: space, actionCount: 6, nStep: 3,
      priorities: hasPriorities ? PrioritySettings() : nil)
    #expect(buffer.bytesPerTransition < most)
    #expect(buffer.bytesPerTransition <= 820 / 8)
  }

  /// Four frames of 84 x 84 bytes: one of them for each transition, not eight.
  @Test func eachFrameOfAStackIsStoredOnce() {
    let buffer = ReplayBuffer(
      capacity: 1_000, copies: 1,
      observationSpace: Box(shape: [4, 84, 84], range: 0...255, elementType: .uint8),
      actionCount: 6, frames: 4)
    #expect(buffer.bytes == 1_004 * (84 * 84 + 12) + 16 * 84 * 84)
  }

  @Test func masksTakeABitForEachAction() {
    var plain = ReplayFeeder(ReplayShape(), seed: 1)
    var masked = ReplayFeeder(ReplayShape(hasMasks: true), seed: 1)
    plain.step()
    masked.step()
    #expect(masked.buffer.bytes == plain.buffer.bytes + 25)
  }
}

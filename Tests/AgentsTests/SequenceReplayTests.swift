import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore
import Testing

@Suite struct SequenceReplayTests {
  /// Copies of the diary; what is remembered of each is its episode and the step last seen.
  struct Filling {
    var replay: SequenceReplay
    let environment: any VectorEnvironment
    var memory: PolicyMemory
    var random = RandomStream(seed: 3)

    init(
      copies: Int = 1, capacity: Int = 1_000, timeLimit: Int? = nil, seed: UInt64 = 1,
      plan configure: (inout SequenceReplay.Plan) -> Void
    ) throws {
      var plan = SequenceReplay.Plan()
      plan.stateCount = 2
      plan.stateSize = 1
      plan.discount = 0.5
      configure(&plan)
      environment = UniformVector(
        of: Diary(), count: copies, definition: try Training.definition(timeLimit: timeLimit),
        random: RandomStream(seed: seed))
      memory = PolicyMemory(states: [Tensor.zeros([copies, 1]), Tensor.zeros([copies, 1])])
      replay = SequenceReplay(
        capacity: capacity, copies: copies, observationSpace: environment.observationSpace,
        plan: plan)
      replay.begin(in: environment)
    }

    mutating func step(_ count: Int) {
      for _ in 0..<count {
        let copies = environment.count
        let seen = Array(environment.observations)
        memory = PolicyMemory(
          states: (0..<2).map { part in
            Tensor((0..<copies).map { seen[2 * $0 + part] }, shape: [copies, 1])
          })
        let actions = (0..<copies).map { _ in Int32(random.integer(below: 3)) }
        environment.step(actions)
        for copy in 0..<copies where environment.terminated[copy] || environment.truncated[copy] {
          memory.forget(copy)
        }
        replay.append(actions: actions, environment: environment, memory: memory)
      }
    }

    func bytes() -> [[UInt8]] {
      var file = SafeTensors()
      replay.write(to: &file)
      return file.tensors.map(\.bytes)
    }
  }

  /// One step a copy and row of an array `[T, B, 2]`.
  func pairs(_ tensor: Tensor, window: Int) -> [(episode: Float, step: Float)] {
    let (batch, scalars) = (tensor.shape[1], tensor.scalars)
    return (0..<tensor.shape[0]).map {
      let place = 2 * ($0 * batch + window)
      return (scalars[place], scalars[place + 1])
    }
  }

  /// One episode of a length that ended so, of the first seed that gives it.
  func firstEpisode(
    steps: Int, timeLimit: Int, terminates: Bool,
    plan configure: (inout SequenceReplay.Plan) -> Void
  ) throws -> Filling {
    var seed: UInt64 = 1
    while true {
      var filling = try Filling(timeLimit: timeLimit, seed: seed, plan: configure)
      var made = 0
      while filling.environment.episodeNumber(0) == 0 {
        filling.step(1)
        made += 1
      }
      if made == steps, filling.environment.terminated[0] == terminates { return filling }
      seed += 1
    }
  }

  /// Windows of 4 steps with stride 4 and up to 2 steps of burn-in.
  ///
  /// An episode of 9 steps has windows at 0, 4 and 8, which learn 4, 4 and 1 steps
  /// and, with n = 1, need the observations 0...4, 4...8 and 8...9.
  @Test func anEpisodeOfNineStepsHasThreeWindows() throws {
    let filling = try firstEpisode(steps: 9, timeLimit: 9, terminates: false) {
      $0.sequenceLength = 4
      $0.stride = 4
      $0.burnIn = 2
    }
    let batch = filling.replay.allWindows()
    #expect(filling.replay.count == 3)
    #expect(batch.burnInLengths == [0, 2, 2])
    #expect(pairs(batch.burnIn, window: 1).map(\.step) == [2, 3])
    #expect(pairs(batch.observations, window: 0).map(\.step) == [0, 1, 2, 3, 4])
    #expect(pairs(batch.observations, window: 1).map(\.step) == [4, 5, 6, 7, 8])
    #expect(pairs(batch.observations, window: 2).map(\.step) == [8, 9, 0, 0, 0])
    // Rows are step · 3 + window.
    #expect(batch.steps == [0, 3, 6, 9, 1, 4, 7, 10, 2])
    #expect(batch.nextSteps == [3, 6, 9, 12, 4, 7, 10, 13, 5])
    #expect(batch.rewards.scalars == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    // Truncated: the final observation still counts, by the discount of 0.5.
    #expect(batch.bootstrap.scalars == [Float](repeating: 0.5, count: 9))
    // Before the burn-in of the windows at 4 and 8 stood steps 1 and 5.
    #expect(batch.states[1].scalars == [0, 1, 5])
  }

  /// Three steps, discount 0.5, rewards 1, 2, 3, … in an episode of 4 steps.
  ///
  /// | step | sum | then |
  /// |---|---|---|
  /// | 0 | 1 + 2/2 + 3/4 = 2.75 | 1/8 of step 3's value |
  /// | 1 | 2 + 3/2 + 4/4 = 4.5 | the end: 0, or 1/8 of the final observation's |
  /// | 2 | 3 + 4/2 = 5 | 0, or 1/4 |
  /// | 3 | 4 | 0, or 1/2 |
  @Test(arguments: [true, false]) func nStepSumsStopAtBothKindsOfEnding(terminates: Bool) throws {
    let filling = try firstEpisode(steps: 4, timeLimit: 4, terminates: terminates) {
      $0.sequenceLength = 6
      $0.stride = 6
      $0.nStep = 3
    }
    let batch = filling.replay.allWindows()
    #expect(batch.steps == [0, 1, 2, 3])
    #expect(batch.rewards.scalars == [2.75, 4.5, 5, 4])
    #expect(batch.nextSteps == [3, 4, 4, 4])
    #expect(
      batch.bootstrap.scalars == (terminates ? [0.125, 0, 0, 0] : [0.125, 0.125, 0.25, 0.5]))
  }

  /// Over many episodes, overwritten many times: all of a window is of one episode and in order,
  /// its state is what was remembered just before it, and every step is in as many windows as the
  /// overlap says.
  @Test(arguments: [(4, 4, 0), (6, 2, 3), (5, 1, 1), (3, 3, 7), (8, 4, 4)])
  func windowsNeverMixEpisodes(length: Int, stride: Int, burnIn: Int) throws {
    var filling = try Filling(copies: 3, capacity: 120, timeLimit: 10) {
      $0.sequenceLength = length
      $0.stride = stride
      $0.burnIn = burnIn
      $0.nStep = 2
    }
    var learned = Set<[Float]>()
    for _ in 0..<60 {
      filling.step(7)
      guard filling.replay.count > 0 else { continue }
      let batch = filling.replay.allWindows()
      var (row, windows) = (0, 0)
      for window in batch.burnInLengths.indices {
        let count = batch.burnInLengths[window]
        let burnIn = Array(pairs(batch.burnIn, window: window).prefix(count))
        let seen = pairs(batch.observations, window: window)
        let first = burnIn.first ?? seen[0]
        let states = batch.states.map { $0.scalars[window] }
        #expect(first.step == 0 ? states == [0, 0] : states == [first.episode, first.step - 1])
        while row < batch.steps.count, Int(batch.steps[row]) % batch.burnInLengths.count == window {
          let step = Int(batch.steps[row]) / batch.burnInLengths.count
          let all = burnIn + seen[...(step + 1)]
          #expect(all.allSatisfy { $0.episode == first.episode })
          #expect(all.enumerated().allSatisfy { $1.step == first.step + Float($0) })
          learned.insert([seen[step].episode, seen[step].step])
          row += 1
        }
        windows += 1
      }
      #expect(row == batch.steps.count && windows == filling.replay.count)
    }
    // 60 · 7 · 3 steps were made; those of the last, open windows have not been drawn.
    #expect(learned.count > 60 * 7 * 3 - 3 * (length + burnIn + 12))
  }

  @Test func theOldestWindowsGoFirst() throws {
    var filling = try Filling(capacity: 30, timeLimit: nil) {
      $0.sequenceLength = 4
      $0.stride = 2
    }
    filling.step(25)
    let before = filling.replay.allWindows()
    let last = pairs(before.observations, window: filling.replay.count - 1)[0]
    filling.step(12)
    let after = filling.replay.allWindows()
    let first = pairs(after.observations, window: 0)[0]
    #expect(first != pairs(before.observations, window: 0)[0])
    #expect(
      (0..<filling.replay.count).contains { pairs(after.observations, window: $0)[0] == last })
  }

  @Test func drawsAreEquallyLikelyAndTheSameForTheSameStream() throws {
    var filling = try Filling(copies: 2, timeLimit: 8) { $0.sequenceLength = 4 }
    filling.step(40)
    let count = filling.replay.count
    var (one, two) = (RandomStream(seed: 4), RandomStream(seed: 4))
    let batch = filling.replay.sample(200 * count, using: &one)
    #expect(
      batch.observations.scalars
        == filling.replay.sample(200 * count, using: &two).observations.scalars)
    var drawn: [[Float]: Int] = [:]
    for window in batch.burnInLengths.indices {
      let first = pairs(batch.observations, window: window)[0]
      drawn[[first.episode, first.step], default: 0] += 1
    }
    // 200 expected, standard deviation 14: five of them on either side.
    #expect(drawn.count == count && drawn.values.allSatisfy { (130...270).contains($0) })
  }

  @Test(arguments: [5, 37, 200]) func aRestoredBufferGoesOnTheSame(steps: Int) throws {
    func fresh() throws -> Filling {
      try Filling(copies: 2, capacity: 90, timeLimit: 10) {
        $0.sequenceLength = 5
        $0.stride = 2
        $0.burnIn = 3
      }
    }
    var filling = try fresh()
    filling.step(steps)
    var file = SafeTensors()
    filling.replay.write(to: &file)
    var restored = filling
    restored.replay = try fresh().replay
    try restored.replay.read(from: file, actionCount: 3)
    #expect(restored.bytes() == filling.bytes())
    let snapshot = try filling.environment.snapshot()
    filling.step(150)
    try filling.environment.restore(snapshot)
    restored.step(150)
    #expect(restored.bytes() == filling.bytes())
  }

  /// Numbers that no writer gives: each is refused, and nothing traps.
  @Test(arguments: [
    "replay.counts", "replay.actions", "replay.endings", "replay.windows", "replay.states",
    "replay.observations",
  ])
  func aDamagedFileIsRefused(name: String) throws {
    var filling = try Filling(copies: 2, capacity: 90, timeLimit: 10) {
      $0.sequenceLength = 5
      $0.stride = 2
      $0.burnIn = 3
    }
    filling.step(50)
    var file = SafeTensors()
    filling.replay.write(to: &file)
    let entry = try #require(file[name])
    func replaced(bytes: [UInt8], shape: [Int]) -> SafeTensors {
      var damaged = SafeTensors()
      damaged.tensors = file.tensors.map {
        guard $0.name == name else { return $0 }
        return SafeTensors.Entry(name: name, type: entry.type, shape: shape, bytes: bytes)
      }
      return damaged
    }
    var empty = filling.replay
    let error = #expect(throws: InputError.self) {
      try empty.read(from: replaced(bytes: [], shape: [0]), actionCount: 3)
    }
    #expect(error?.description.contains(name) == true)
    var random = RandomStream(seed: 9)
    for _ in 0..<300 {
      var bytes = entry.bytes
      bytes[random.integer(below: bytes.count)] = UInt8(random.integer(below: 256))
      var twin = filling
      do {
        try twin.replay.read(from: replaced(bytes: bytes, shape: entry.shape), actionCount: 3)
        let count = twin.replay.count
        if count > 0 { #expect(twin.replay.allWindows().steps.count >= count) }
        twin.step(40)
      } catch let error as InputError {
        #expect(error.description.contains("replay."))
      }
    }
  }
}

import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore
import Testing

/// Five steps, each worth 1; the second action is possible at even steps, the third never.
private struct Turnstile: Environment {
  struct State: Codable, Hashable, Sendable {
    var step = 0
  }
  var state = State()
  let observationSpace = Box(shape: [1], range: 0...5)
  let actionSpace = Discrete(names: ["always", "sometimes", "never"])
  let rewardRange: ClosedRange<Float> = 0...1
  var hasActionMask: Bool { true }

  mutating func reset(using random: inout RandomStream) { state = State() }
  mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    state.step += 1
    return StepResult(reward: 1, terminated: state.step == 5)
  }
  func writeActionMask(into mask: UnsafeMutableBufferPointer<Bool>) {
    (mask[0], mask[1], mask[2]) = (true, state.step % 2 == 0, false)
  }
  func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    observation[0] = Float(state.step)
  }
  func render() -> Frame { Frame(width: 1, height: 1) }
}

@Suite struct DRQNMaskTests {
  /// A buffer of two copies after some steps of the turnstile.
  private func filled(steps: Int) throws -> SequenceReplay {
    let environment = UniformVector(
      of: Turnstile(), count: 2, definition: try Training.definition(timeLimit: nil),
      random: RandomStream(seed: 1))
    var plan = SequenceReplay.Plan()
    (plan.sequenceLength, plan.stride, plan.nStep) = (3, 2, 2)
    var replay = SequenceReplay(
      capacity: 200, copies: 2, observationSpace: environment.observationSpace, plan: plan)
    replay.begin(in: environment)
    for _ in 0..<steps {
      environment.step([0, 0])
      replay.append(actions: [0, 0], environment: environment, memory: PolicyMemory())
    }
    return replay
  }

  @Test func theMasksAreThoseOfTheObservationsThatFollow() throws {
    let batch = try filled(steps: 60).allWindows()
    let masks = try #require(batch.nextMasks)
    let seen = batch.observations.scalars
    #expect(masks.count == 3 * batch.nextSteps.count && batch.nextSteps.count > 50)
    for (place, row) in batch.nextSteps.enumerated() {
      let step = Int(seen[Int(row)])
      // Of an episode's last observation it is not known: everything counts as possible.
      let expected = step == 5 ? [true, true, true] : [true, step % 2 == 0, false]
      #expect(Array(masks[(3 * place)..<(3 * place + 3)]) == expected, "step \(step)")
    }
  }

  /// The value of what is never possible is put to 100; by hand the others are worth
  /// 1 + 0.5 + 0.25 + … < 2, and with that value in a target at least 1 + 0.5 · 100.
  @Test(arguments: [true, false]) func impossibleActionsHaveNoPartInTargets(doubleQ: Bool) throws {
    var training = try RecurrentTraining(Turnstile(), timeLimit: nil) {
      $0.learning.discount = 0.5
      $0.learning.doubleQ = doubleQ
      $0.learning.steps = 600
    }
    let bias = try #require(
      training.agent.online.parameters.last { $0.value.shape.dimensions == [3] })
    bias.value = Tensor([0, 0, 100])
    _ = try training.run()
    var memory = training.agent.online.makeMemory(copies: 1)
    for step in 0..<4 {
      let values = training.agent.online.values(
        of: Tensor([Float(step)], shape: [1, 1]), memory: &memory
      ).scalars
      #expect(values[0] < 4, "step \(step): \(values)")
      #expect(values[2] > 50, "step \(step): \(values)")
    }
  }

  @Test func interruptedAndRestoredIsTheSame() throws {
    try RecurrentTraining.expectInterruptionsChangeNothing {
      let training = try RecurrentTraining(Turnstile(), timeLimit: nil) {
        $0.environments = 2
        $0.learning.steps = 500
        $0.learning.bufferCapacity = 120
      }
      return (training, nil)
    }
  }

  @Test func damagedMasksAreRefused() throws {
    func fresh() throws -> RecurrentTraining { try RecurrentTraining(Turnstile(), timeLimit: nil) }
    var training = try fresh()
    _ = try training.run(until: 150)
    let sound = try training.agent.checkpoint(of: training.environment)
    let entry = try #require(sound["replay.masks"])
    var file = SafeTensors()
    file.tensors = sound.tensors.map {
      $0.name == entry.name
        ? SafeTensors.Entry(name: $0.name, type: $0.type, shape: [1], bytes: [7]) : $0
    }
    let twin = try fresh()
    var agent = twin.agent
    let error = #expect(throws: InputError.self) {
      try agent.restore(file, environment: twin.environment)
    }
    #expect(error?.description.contains("replay.masks") == true)
  }

  /// The vectors of a batch lie where those of the batch before lay, once that is let go.
  @Test func aWarmBufferDrawsIntoTheSameMemory() throws {
    var replay = try filled(steps: 60)
    var random = RandomStream(seed: 2)
    func places(_ batch: SequenceBatch) -> [UnsafeRawPointer?] {
      [batch.steps, batch.actions, batch.nextSteps].map {
        $0.withUnsafeBytes { $0.baseAddress }
      } + [(batch.nextMasks ?? []).withUnsafeBytes { $0.baseAddress }]
    }
    for _ in 0..<20 { _ = replay.sample(16, using: &random) }
    let before = places(replay.sample(16, using: &random))
    for _ in 0..<20 { #expect(places(replay.sample(16, using: &random)) == before) }
  }
}

import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

/// One training of any agent, with what a test wants to look at.
struct AgentTraining<Learner: Agent> {
  var agent: Learner
  let environment: any VectorEnvironment

  /// Prepares a training in a task of the tests.
  init(
    _ world: some Environment, timeLimit: Int? = 100, copies: Int = 1, seed: UInt64 = 1,
    make: (Box, Discrete, RandomStream) throws -> Learner
  ) throws {
    let root = RandomStream(seed: seed)
    environment = UniformVector(
      of: world, count: copies, definition: try Training.definition(timeLimit: timeLimit),
      random: root)
    agent = try make(environment.observationSpace, environment.actionSpace, root)
  }

  /// Prepares a training in an environment of the registry.
  init(
    registered id: String, copies: Int = 1, seed: UInt64 = 1,
    make: (Box, Discrete, RandomStream) throws -> Learner
  ) throws {
    try self.init(
      in: EnvironmentRegistry.definition(id), copies: copies, seed: seed, make: make)
  }

  /// Prepares a training in an environment of a definition.
  init(
    in definition: EnvironmentDefinition, copies: Int = 1, seed: UInt64 = 1,
    make: (Box, Discrete, RandomStream) throws -> Learner
  ) throws {
    let root = RandomStream(seed: seed)
    environment = try definition.makeVector(count: copies, random: root)
    agent = try make(environment.observationSpace, environment.actionSpace, root)
  }

  mutating func run(
    until end: Int? = nil, evaluatingIn evaluation: (any VectorEnvironment)? = nil
  ) throws -> [TrainingEvent] {
    var events: [TrainingEvent] = []
    try agent.train(
      in: environment, evaluatingIn: evaluation, until: end, shouldContinue: { true },
      report: { events.append($0) })
    return events
  }

  /// Every bit that the training has.
  func bytes() throws -> [[UInt8]] {
    try agent.checkpoint(of: environment).tensors.map(\.bytes)
  }

  /// SHA-256 of what acts.
  var policyHash: String {
    var hash = SHA256()
    for (_, value) in agent.policy.tensors {
      value.withUnsafeScalars { hash.update(UnsafeRawBufferPointer($0)) }
    }
    return SHA256.hex(of: hash.finalize())
  }

  /// The mean greedy return in some episodes of a registered environment.
  func meanReturn(in id: String, episodes: Int = 100) throws -> Double {
    try Evaluation.run(
      agent.policy, in: EnvironmentRegistry.definition(id), episodes: episodes,
      random: RandomStream(seed: 99)
    ).meanReturn
  }

  /// Expects that a training which is stopped and restored at random steps, through bytes, ends in
  /// the same bytes and events as one that is not.
  static func expectInterruptionsChangeNothing(
    seed: UInt64 = 5, longest: Int = 150, fresh: () throws -> (Self, any VectorEnvironment)
  ) throws {
    var (whole, evaluation) = try fresh()
    let expected = try whole.run(evaluatingIn: evaluation)
    var random = RandomStream(seed: seed)
    var training: Self
    (training, evaluation) = try fresh()
    var events: [TrainingEvent] = []
    var stops: [Int] = []
    while training.agent.step < training.agent.plan.steps {
      stops.append(training.agent.step + 1 + random.integer(below: longest))
      events += try training.run(until: stops.last, evaluatingIn: evaluation)
      let checkpoint = try SafeTensors(
        bytes: training.agent.checkpoint(of: training.environment).serialized())
      (training, evaluation) = try fresh()
      try training.agent.restore(checkpoint, environment: training.environment)
    }
    #expect(try training.bytes() == whole.bytes(), "stops \(stops)")
    #expect(events.map { "\($0)" } == expected.map { "\($0)" }, "stops \(stops)")
    let (one, two) = (try training.agent.bestPolicy(), try whole.agent.bestPolicy())
    #expect(one.tensors.map(\.value.scalars) == two.tensors.map(\.value.scalars))
  }

  /// Expects that a checkpoint without an entry, or with all its bits wrong, is refused by name.
  func expectDamageIsRefused(_ name: String, twin: () throws -> Self) throws {
    let sound = try agent.checkpoint(of: environment)
    let entry = try #require(sound[name])
    let damaged = SafeTensors.Entry(
      name: name, type: entry.type, shape: entry.shape,
      bytes: Array(repeating: 0xFF, count: entry.bytes.count))
    for replacement in [damaged, nil] {
      var file = SafeTensors()
      file.tensors = sound.tensors.compactMap { $0.name == name ? replacement : $0 }
      var twin = try twin()
      let error = #expect(throws: InputError.self) {
        try twin.agent.restore(file, environment: twin.environment)
      }
      #expect(replacement != nil || error?.description.contains(name) == true)
    }
  }
}

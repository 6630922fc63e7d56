import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

/// What is expected of every agent.
extension AgentTraining {
  /// Expects that the seed, and it alone, decides every bit.
  static func expectTheSeedDecides(fresh: (_ seed: UInt64) throws -> Self) throws {
    func run(seed: UInt64) throws -> [[UInt8]] {
      var training = try fresh(seed)
      _ = try training.run()
      return try training.bytes()
    }
    #expect(try run(seed: 1) == run(seed: 1))
    #expect(try run(seed: 1) != run(seed: 2))
  }

  /// Expects that a training in slices of random lengths is the same as one at once.
  static func expectSlicesChangeNothing(fresh: () throws -> Self) throws {
    var whole = try fresh()
    let expected = try whole.run()
    var sliced = try fresh()
    var events: [TrainingEvent] = []
    var random = RandomStream(seed: 8)
    var end = 0
    while sliced.agent.step < sliced.agent.plan.steps {
      end += 1 + random.integer(below: 60)
      events += try sliced.run(until: end)
    }
    #expect(try sliced.bytes() == whole.bytes())
    #expect(events.map { "\($0)" } == expected.map { "\($0)" })
  }

  /// Expects that a training which is stopped and restored at random steps, through bytes, ends in
  /// the same bytes and events as one that is not.
  static func expectInterruptionsChangeNothing(
    seed: UInt64 = 5, longest: Int = 150, fresh: () throws -> (Self, (any VectorEnvironment)?)
  ) throws {
    var random = RandomStream(seed: seed)
    try expectInterruptionsChangeNothing(
      nextStop: { $0 + 1 + random.integer(below: longest) }, fresh: fresh)
  }

  /// Expects the same with the stops given.
  ///
  /// - Parameters:
  ///   - nextStop: the step of the next stop, by the present step.
  ///   - fresh: a training that has not begun, and the copies to evaluate in.
  /// - Throws: what the training throws.
  static func expectInterruptionsChangeNothing(
    nextStop: (Int) -> Int, fresh: () throws -> (Self, (any VectorEnvironment)?)
  ) throws {
    var (whole, evaluation) = try fresh()
    let expected = try whole.run(evaluatingIn: evaluation)
    // Goes on in the copies that the whole training has evaluated in: it left them as they were.
    var (training, _) = try fresh()
    var events: [TrainingEvent] = []
    var stops: [Int] = []
    while training.agent.step < training.agent.plan.steps {
      stops.append(nextStop(training.agent.step))
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

  /// Expects that a checkpoint with an entry damaged, or without it, is refused by name.
  ///
  /// - Parameters:
  ///   - name: of the entry.
  ///   - damaged: what stands in its place; nil where only its absence can be told.
  ///   - isAlwaysNamed: whether the error also names it where it is damaged.
  ///   - twin: a fresh training that the checkpoint would fit.
  /// - Throws: where there is no such entry.
  func expectDamageIsRefused(
    _ name: String,
    damaged: ((SafeTensors.Entry) -> SafeTensors.Entry)? = { $0.filled(with: 0xFF) },
    isAlwaysNamed: Bool = false, twin: () throws -> Self
  ) throws {
    let sound = try agent.checkpoint(of: environment)
    let entry = try #require(sound[name])
    let replacements = (damaged.map { [$0(entry)] } ?? []) + [nil]
    for replacement in replacements {
      #expect(replacement != entry)
      var file = SafeTensors()
      file.tensors = sound.tensors.compactMap { $0.name == name ? replacement : $0 }
      var twin = try twin()
      let error = #expect(throws: InputError.self) {
        try twin.agent.restore(file, environment: twin.environment)
      }
      let mustBeNamed = isAlwaysNamed || replacement == nil
      #expect(!mustBeNamed || error?.description.contains(name) == true)
    }
  }

  /// Stops the process where a training that is warm takes memory for tensors from the system.
  mutating func requireNoTensorMemoryOnceWarm() throws {
    _ = try run(until: 1_000)
    let before = TensorMemory.bytesFromSystem
    _ = try run(until: 3_000)
    precondition(
      TensorMemory.bytesFromSystem == before,
      "expected \(before) bytes, got \(TensorMemory.bytesFromSystem)")
  }
}

extension SafeTensors.Entry {
  /// The same with every byte replaced.
  func filled(with byte: UInt8) -> Self {
    Self(
      name: name, type: type, shape: shape, bytes: Array(repeating: byte, count: bytes.count))
  }
}

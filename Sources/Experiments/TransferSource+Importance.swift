import Agents
import Datasets
import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore
import Transfer

extension TransferSource {
  /// How much the source's task depends on each of its parameters, measured on that task: on examples
  /// of its data set, or on what it sees when it plays greedily.
  ///
  /// - Parameters:
  ///   - examples: How many are looked at; of a data set not more than it has.
  ///   - dataFolder: Where the data are.
  ///   - random: Its children "examples", "play" and "answers" are used.
  /// - Returns: One value for each scalar, under the source's own names.
  /// - Throws: `InputError` where the source names no task that can be measured, or its data are missing.
  func importance(
    examples: Int, dataFolder: String?, random: RandomStream
  ) throws -> [Parameter] {
    var answers = random.stream("answers")
    switch network {
    case .predictor(let predictor)?:
      let data = try predictor.definition.load(from: dataFolder).training
      var order = random.stream("examples")
      let chosen = order.permutation(data.count).prefix(examples)
      return FisherInformation.diagonal(
        of: predictor.network.parameters, examples: chosen.count,
        predictsNumber: predictor.definition.targets.classNames.isEmpty, using: &answers
      ) { index in
        predictor.network(
          data.batch([chosen[index]], standardizedBy: predictor.model.inputScale).features)
      }
    case .policy(let policy)?:
      guard let network = policy.acting as? QNetwork else { throw noImportance }
      let seen = try policy.observations(examples, random: random.stream("play"))
      return FisherInformation.diagonal(
        of: network.parameters, examples: examples, predictsNumber: false, using: &answers
      ) { index in network(Tensor(seen[index], shape: [1, network.observationCount])) }
    default: throw noImportance
    }
  }

  private var noImportance: InputError {
    InputError(
      "ewc measures on the source's task what matters there, and this source has none that it can",
      file: file,
      remedy: "begin from a network of a data set or of an agent without a memory, or take l2sp")
  }
}

extension Policy {
  /// What the policy sees when it plays greedily in its own task.
  ///
  /// - Parameters:
  ///   - count: How many observations, at least 1: those of eight copies, step by step.
  ///   - random: The root of the episodes' streams.
  /// - Returns: The observations.
  /// - Throws: `InputError` where the environment cannot be made or fails.
  fileprivate func observations(_ count: Int, random: RandomStream) throws -> [[Float]] {
    let environment = try definition.makeVector(count: 8, random: random)
    let width = acting.actionCount
    var memory = acting.makeMemory(copies: 8)
    var seen: [[Float]] = []
    while true {
      for copy in 0..<8 {
        seen.append(Array(environment.observation(copy)))
        if seen.count == count { return seen }
      }
      let values = acting.values(
        of: Tensor(Array(environment.observations), shape: [8, acting.observationCount]),
        memory: &memory
      ).scalars
      let masks = environment.actionMasks
      let actions = (0..<8).map { copy in
        let possible = (0..<width).filter { masks?[copy * width + $0] ?? true }
        return Int32(
          possible.reduce(possible.first ?? 0) {
            values[copy * width + $1] > values[copy * width + $0] ? $1 : $0
          })
      }
      environment.step(actions)
      if let failure = environment.failure { throw failure }
    }
  }
}

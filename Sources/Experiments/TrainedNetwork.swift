import TensorCore

/// What a policy file of any kind holds.
public enum TrainedNetwork {
  /// A network that acts in an environment.
  case policy(Policy)
  /// A network that predicts classes or numbers of a data set.
  case predictor(Predictor)
  /// A network that learned something else of a data set, to begin from.
  case encoder(Encoder)

  /// Reads a policy file of any kind.
  ///
  /// - Parameter path: A run folder (its best policy is taken) or a policy file.
  /// - Returns: What is in it.
  /// - Throws: `InputError` for a damaged file, another format, or tensors that do not fit the network.
  public static func load(_ path: String) throws -> TrainedNetwork {
    try TrainedNetwork(PolicyFile(reading: path))
  }

  /// Reads what an opened policy file holds.
  init(_ file: PolicyFile) throws {
    if file.isEncoder {
      self = .encoder(try Encoder(file))
    } else {
      self = file.isPredictor ? .predictor(try Predictor(file)) : .policy(try Policy(file))
    }
  }

  /// The environment or data set that it was trained on, as it was then.
  public var task: TaskDefinition {
    switch self {
    case .policy(let policy): .environment(policy.definition)
    case .predictor(let predictor): .dataset(predictor.definition)
    case .encoder(let encoder): .dataset(encoder.definition)
    }
  }

  /// `RunConfiguration.resultYAML` of its run.
  public var configuration: String {
    switch self {
    case .policy(let policy): policy.configuration
    case .predictor(let predictor): predictor.configuration
    case .encoder(let encoder): encoder.configuration
    }
  }

  /// Its parameters and then its buffers, with their names.
  public var parameters: [Parameter] {
    switch self {
    case .policy(let policy):
      policy.acting.tensors.map { Parameter($0.value, name: $0.name) }
    case .predictor(let predictor): predictor.network.state
    case .encoder(let encoder): encoder.network.state
    }
  }

  /// Environment steps, updates or episodes that it was trained for.
  public var step: Int {
    switch self {
    case .policy(let policy): policy.step
    case .predictor(let predictor): predictor.step
    case .encoder(let encoder): encoder.step
    }
  }
}

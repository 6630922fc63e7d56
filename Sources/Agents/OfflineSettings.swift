import Documents
import Environments
import NeuralNetworks
import TensorCore

/// What all learners from recorded transitions are configured by.
public struct OfflineSettings: Sendable, Hashable {
  /// SHA-256 of the file of transitions, 64 hexadecimal digits; empty before one is named.
  public var data = ""
  /// What the network sees observations with.
  public var network = NetworkKind.auto
  /// Widths of the hidden layers.
  public var hiddenSizes = [128, 128]
  /// The function after each hidden layer.
  public var activation = Activation.relu
  /// The rule by which gradients change the network, with PyTorch's other constants.
  public var optimizer = OptimizerKind.adam
  /// The optimizer's rate; > 0.
  public var learningRate: Float = 1e-3
  /// The largest norm of the gradient over all parameters; 0 leaves it as it is.
  public var gradientClip: Float = 10
  /// Transitions of a batch; ≥ 1.
  public var batchSize = 64
}

/// A configuration of an agent that learns from recorded transitions.
///
/// Its `step` counts updates.
public protocol OfflineConfiguration: AgentConfiguration {
  /// What all such agents have.
  var offline: OfflineSettings { get set }
}

extension OfflineConfiguration {
  /// How long, how often evaluated, by default.
  static var defaultPlan: TrainingPlan {
    var plan = TrainingPlan()
    plan.steps = 20_000
    plan.evaluationInterval = 1_000
    return plan
  }

  /// The keys that decide the layers of the network.
  public static var networkKeys: [String] { ["network", "hiddenSizes", "activation"] }

  /// The first fields of a table: length and data.
  static var dataFields: [Field<Self>] {
    [
      Field(
        "steps", \.plan.steps, "updates of the whole training; >= 1", check: FieldCheck.atLeast(1)),
      Field(
        "data", \.offline.data,
        "SHA-256 of the file of transitions; set by --data", check: OfflineSettings.expectedHash),
    ]
  }

  /// The fields of the network and its optimizer, and the last of a table.
  static var networkFields: [Field<Self>] {
    [
      Field("network", \.offline.network, "auto, mlp, codes, minatar, nature or impala"),
      Field(
        "hiddenSizes", \.offline.hiddenSizes,
        "widths of the hidden layers, such as [64, 64]; each >= 1", check: FieldCheck.widths),
      Field(
        "activation", \.offline.activation, "after each hidden layer; none, relu, tanh or sigmoid"),
      Field(
        "optimizer", \.offline.optimizer,
        "sgd, momentum, nesterov, rmsprop, adam, adamw, radam, lion or lamb"),
      Field(
        "learningRate", \.offline.learningRate, "rate of the optimizer; > 0",
        check: FieldCheck.positive),
      Field(
        "gradientClip", \.offline.gradientClip,
        "largest norm of the gradient; 0 leaves it as it is", check: FieldCheck.notNegative),
      Field(
        "batchSize", \.offline.batchSize, "transitions of a batch; 1...65536",
        check: FieldCheck.within(1...65_536)),
    ] + evaluationFields(countedIn: "updates")
  }

  /// The recording that a task is to be learned from.
  ///
  /// - Throws: `InputError` where no file was named, or it is not the one that ``OfflineSettings/data``
  ///   names.
  func recording(for task: AgentTask) throws -> RecordedTransitions {
    try RecordedTransitions.named(offline.data, for: task)
  }
}

extension RecordedTransitions {
  /// The file of transitions that a task names.
  ///
  /// - Parameters:
  ///   - hash: its SHA-256.
  ///   - task: names the file.
  /// - Returns: what was recorded.
  /// - Throws: `InputError` where no file was named, or its SHA-256 is another one.
  static func named(_ hash: String, for task: AgentTask) throws -> RecordedTransitions {
    guard let path = task.dataFile else {
      throw InputError(
        "this agent learns from recorded transitions, and no file was named",
        remedy: "apus datasets record \(task.definition.id) --out FILE makes one; then --data FILE")
    }
    let recorded = try RecordedTransitions(contentsOf: path)
    guard hash == recorded.hash else {
      throw InputError(
        "is not the file that the run was begun with: its SHA-256 is \(recorded.hash ?? ""), "
          + "expected \(hash)",
        file: path, remedy: "put that file back, or begin a run of its own with this one")
    }
    return recorded
  }
}

extension OfflineSettings {
  /// What a hash should have been; nil where the text is one, or empty.
  @Sendable static func expectedHash(_ text: String) -> String? {
    let isHash = text.utf8.count == 64 && text.allSatisfy { "0123456789abcdef".contains($0) }
    return text.isEmpty || isHash ? nil : "64 hexadecimal digits in lower case"
  }
}

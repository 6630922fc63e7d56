import Agents
import Datasets
import Documents
import NeuralNetworks
import TensorCore

/// Everything that decides how a ``SupervisedLearner`` learns, apart from the data set and the seed.
///
/// Durations are epochs, passes over the training part, where the key does not say updates. The
/// defaults are a middle course; each data set's definition recommends its own under `training:`.
public struct SupervisedConfiguration: Sendable, Hashable {
  /// The form of the network.
  public enum Network: String, CaseIterable, Sendable, Hashable {
    /// One linear layer: softmax regression for classes, linear regression for numbers.
    case linear
    /// One linear layer with a single logit, for two classes: logistic regression.
    case logistic
    /// Linear layers with an activation between each two.
    case mlp
    /// Two 3×3 convolutions with a max-pool after each, then linear layers; for images.
    case cnn
  }

  /// How the learning rate falls.
  public enum Decay: String, CaseIterable, Sendable, Hashable {
    /// Not at all.
    case constant
    /// In a straight line to `learningRateEnd`.
    case linear
    /// Along half a cosine to `learningRateEnd`.
    case cosine
    /// From a 25th up to `learningRate` over three tenths of the updates, then to almost nothing.
    case oneCycle
  }

  /// What is brought to mean 0 and deviation 1, by figures of the training part alone.
  public enum InputScaling: String, CaseIterable, Sendable, Hashable {
    /// Nothing: the inputs stay as the data set states them.
    case none
    /// Each feature by itself.
    case feature
    /// The first axis of an image, each channel as a whole.
    case channel
  }

  /// The form of the network.
  public var network = Network.mlp
  /// Output channels of the convolutions of `cnn`, each followed by a max-pool that halves the image.
  public var channels = [32, 64]
  /// Widths of the hidden linear layers of `mlp` and `cnn`.
  public var hiddenSizes = [256, 256]
  /// The function after each hidden layer of `mlp`.
  public var activation = Activation.relu
  /// Whether a batch normalization stands behind each convolution of `cnn`, each hidden layer of `mlp`.
  public var batchNorm = false
  /// How the images of `cnn` become smaller.
  public var downsampling = NetworkSpecification.Downsampling.pool
  /// What stands around the layers, where they were carried over to another data set.
  public var surroundings = LayerSurroundings()
  /// The share of the inputs of each linear layer but the first that is dropped in training; 0..<1.
  public var dropout: Float = 0

  /// Passes over the training part; ≥ 1.
  public var epochs = 10
  /// Examples of a batch; ≥ 1.
  public var batchSize = 100

  /// The rule by which gradients change the network, with PyTorch's other constants.
  public var optimizer = OptimizerKind.adam
  /// The optimizer's rate at the start; > 0.
  public var learningRate: Float = 1e-3
  /// The momentum of `sgd`, `momentum`, `nesterov` and `rmsprop`; 0..<1, 0 for the kind's own.
  public var momentum: Float = 0
  /// Weight decay as the optimizer does it; ≥ 0.
  public var weightDecay: Float = 0
  /// Whether weight decay acts on biases too.
  public var decayBiases = true
  /// How the rate falls over all updates.
  public var schedule = Decay.constant
  /// The rate at the last update as a part of `learningRate`; 0...1.
  public var learningRateEnd: Float = 0
  /// Updates over which the rate climbs from 0 at the start; ≥ 0.
  public var warmUp = 0
  /// The largest norm of the gradient over all parameters; 0 leaves it as it is.
  public var gradientClip: Float = 0

  /// The share of the label that is spread over all classes; 0..<1.
  public var labelSmoothing: Float = 0
  /// What of the inputs is standardized.
  public var standardize = InputScaling.none
  /// Whether numbers to be predicted are standardized while learning.
  public var standardizeTarget = true

  /// The share of the training part that is held out to choose the best network; 0...0.9, 0 for none.
  public var validationFraction = 0.0
  /// Epochs from one evaluation to the next; 0 for none but the last.
  public var evaluationInterval = 1
  /// Updates from one progress report (a row of metrics) to the next; ≥ 1.
  public var reportInterval = 100

  /// Creates the default configuration.
  public init() {}
}

// MARK: - Fields by name

extension SupervisedConfiguration {
  /// Every field by its key, in the order in which a configuration is written.
  public static let fields = FieldTable<SupervisedConfiguration>(
    ownFields + LayerSurroundings.fields.map { $0.part(of: \SupervisedConfiguration.surroundings) })

  private static let ownFields: [Field<SupervisedConfiguration>] = [
    Field("network", \.network, "linear, logistic, mlp or cnn"),
    Field(
      "channels", \.channels, "output channels of the convolutions of cnn; each >= 1",
      check: {
        (1...16).contains($0.count) && $0.allSatisfy { (1...65_536).contains($0) }
          ? nil : "1 to 16 numbers in 1...65536"
      }),
    Field(
      "hiddenSizes", \.hiddenSizes,
      "widths of the hidden layers of mlp and cnn, such as [256, 256]; each >= 1",
      check: { $0.allSatisfy { (1...65_536).contains($0) } ? nil : "widths in 1...65536" }),
    Field(
      "activation", \.activation, "after each hidden layer of mlp; none, relu, tanh or sigmoid"),
    Field(
      "batchNorm", \.batchNorm,
      "a batch normalization behind each convolution of cnn, each hidden layer of mlp; true or false"
    ),
    Field(
      "downsampling", \.downsampling,
      "how the images of cnn become smaller: pool, or stride, which ends in the mean over all places"
    ),
    Field(
      "dropout", \.dropout,
      "share dropped of the inputs of each linear layer but the first; 0 <= x < 1",
      check: { $0 >= 0 && $0 < 1 ? nil : "a number from 0, below 1" }),
    Field(
      "epochs", \.epochs, "passes over the training part; 1...1000000", check: within(1...1_000_000)
    ),
    Field("batchSize", \.batchSize, "examples of a batch; 1...65536", check: within(1...65_536)),
    Field(
      "optimizer", \.optimizer, OptimizerKind.allCases.map(\.rawValue).joined(separator: ", ")),
    Field(
      "learningRate", \.learningRate, "rate of the optimizer at the start; > 0",
      check: { $0 > 0 ? nil : "a number > 0" }),
    Field(
      "momentum", \.momentum,
      "momentum of sgd, momentum, nesterov and rmsprop; 0 <= x < 1, 0 for its own",
      check: { $0 >= 0 && $0 < 1 ? nil : "a number from 0, below 1" }),
    Field(
      "weightDecay", \.weightDecay, "weight decay as the optimizer does it; >= 0",
      check: notNegative),
    Field(
      "decayBiases", \.decayBiases, "whether weight decay acts on biases too; true or false"),
    Field(
      "schedule", \.schedule, "how the rate falls: constant, linear, cosine or oneCycle"),
    Field(
      "learningRateEnd", \.learningRateEnd,
      "rate at the last update as a part of learningRate; 0...1", check: within(0...1)),
    Field(
      "warmUp", \.warmUp, "updates over which the rate climbs from 0; >= 0",
      check: within(0...1_000_000_000)),
    Field(
      "gradientClip", \.gradientClip, "largest norm of the gradient; 0 leaves it as it is",
      check: notNegative),
    Field(
      "labelSmoothing", \.labelSmoothing,
      "share of the label spread over all classes; 0 <= x < 1",
      check: { $0 >= 0 && $0 < 1 ? nil : "a number from 0, below 1" }),
    Field(
      "standardize", \.standardize,
      "inputs brought to mean 0 and deviation 1: none, feature or channel"),
    Field(
      "standardizeTarget", \.standardizeTarget,
      "whether numbers to be predicted are standardized while learning; true or false"),
    Field(
      "validationFraction", \.validationFraction,
      "share of the training part held out to choose the best network; 0...0.9, 0 for none",
      check: { (0...0.9).contains($0) ? nil : "a number in 0.0...0.9" }),
    Field(
      "evaluationInterval", \.evaluationInterval,
      "epochs from one evaluation to the next; 0 for none but the last",
      check: within(0...1_000_000)),
    Field(
      "reportInterval", \.reportInterval,
      "updates from one progress report to the next; >= 1", check: within(1...1_000_000_000)),
  ]

  /// Keys that are left out of files where they are at their defaults, as all were once.
  private static let optionalKeys =
    ["batchNorm", "downsampling"] + LayerSurroundings.fields.map(\.key)

  /// The keys that every file holds.
  public static let requiredKeys = fields.keys.filter { !optionalKeys.contains($0) }

  /// The fields that are written: all but those of a later time that are at their defaults.
  public var writtenFields: FieldTable<SupervisedConfiguration> {
    let unset = SupervisedConfiguration()
    return FieldTable(
      Self.fields.fields.filter {
        !Self.optionalKeys.contains($0.key) || $0.text(of: self) != $0.text(of: unset)
      })
  }

  private static func within(_ range: ClosedRange<Int>) -> @Sendable (Int) -> String? {
    { range.contains($0) ? nil : "a whole number in \(range)" }
  }

  private static func within(_ range: ClosedRange<Float>) -> @Sendable (Float) -> String? {
    { range.contains($0) ? nil : "a number in \(range)" }
  }

  private static func notNegative(_ value: Float) -> String? {
    value >= 0 ? nil : "a number >= 0"
  }
}

import Datasets
import Documents
import NeuralNetworks
import TensorCore

/// Everything that decides how a ``PretrainingLearner`` learns, apart from the data set and the seed.
///
/// Durations are updates, each of one batch. The layers are those of ``SupervisedConfiguration``
/// without the head, so that a network of the same fields takes the weights by name.
public struct PretrainingConfiguration: Sendable, Hashable {
  /// What is learned from examples without their labels.
  public enum Method: String, CaseIterable, Sendable, Hashable {
    /// To give an example again after it went through the layers.
    case autoencoder
    /// To give an example again from a damaged copy of it.
    case denoisingAutoencoder = "denoising-autoencoder"
    /// By how many quarters of a circle an image was turned.
    case rotation
    /// Which two of many distorted images were made from the same one.
    case simclr
  }

  /// How the input of a denoising autoencoder is damaged.
  public enum Corruption: String, CaseIterable, Sendable, Hashable {
    /// A share of the numbers becomes 0.
    case masking
    /// A share of the numbers becomes 0 or 1, each as often.
    case saltAndPepper = "salt-and-pepper"
    /// Normal noise is added to every number.
    case gaussian
    /// An image is cut into tiles of 7×7 pixels, and a share of them becomes 0 in all channels: what is
    /// missing cannot be guessed from the pixels beside it.
    case tiles
  }

  /// By what a reconstruction is judged.
  public enum Reconstruction: String, CaseIterable, Sendable, Hashable {
    /// The cross-entropy of each number, taken for a probability.
    case crossEntropy
    /// The squared difference.
    case squaredError
  }

  /// What is learned.
  public var method = Method.denoisingAutoencoder
  /// Gradient steps; ≥ 1.
  public var updates = 6000
  /// Layers, batches, optimizer and scaling; of its other fields none is used.
  public var training = SupervisedConfiguration()

  /// How the input is damaged.
  public var corruption = Corruption.masking
  /// The share that is damaged, 0...1; of `gaussian` the standard deviation.
  public var noise: Float = 0.3
  /// By what a reconstruction is judged.
  public var reconstruction = Reconstruction.crossEntropy

  /// The temperature of the contrast; > 0.
  public var temperature: Float = 0.5
  /// Widths of the head on which the contrast is taken; it is thrown away afterwards.
  public var projectionSizes = [128, 64]
  /// The largest shift of an image, in pixels; ≥ 0.
  public var shift: Float = 3
  /// The largest turn, in degrees; 0...180.
  public var turn: Float = 15
  /// The largest change of size as a share; 0..<1.
  public var zoom: Float = 0.15
  /// The standard deviation of the noise on each pixel; ≥ 0.
  public var pixelNoise: Float = 0.1
  /// The largest side of the square that is erased, as a share of the image's height; 0...1.
  public var erase: Float = 0.3

  /// Updates from one evaluation on the test part to the next; 0 for none but the last.
  public var evaluationInterval = 0

  /// Creates the default configuration.
  public init() {}

  /// Whether the method decides between answers, of which some are right.
  public var makesDecisions: Bool { method == .rotation || method == .simclr }
}

// MARK: - Fields by name

extension PretrainingConfiguration {
  /// The fields of the training that mean the same here.
  private static let shared = [
    "network", "channels", "hiddenSizes", "activation", "batchSize", "optimizer", "learningRate",
    "momentum", "weightDecay", "decayBiases", "schedule", "learningRateEnd", "warmUp",
    "gradientClip", "standardize", "reportInterval",
  ]

  /// Every field by its key, in the order in which a configuration is written.
  public static let fields = FieldTable<PretrainingConfiguration>(
    [
      Field("method", \.method, Method.allCases.map(\.rawValue).joined(separator: ", ")),
      Field(
        "updates", \.updates, "gradient steps; 1...1000000000",
        check: { (1...1_000_000_000).contains($0) ? nil : "a whole number in 1...1000000000" }),
    ]
      + shared.compactMap { key in
        SupervisedConfiguration.fields[key].map {
          $0.part(
            of: \PretrainingConfiguration.training, summary: key == "network" ? "mlp or cnn" : nil)
        }
      } + [
        Field(
          "corruption", \.corruption,
          "how a denoising autoencoder's input is damaged: masking, salt-and-pepper, gaussian or tiles"
        ),
        Field(
          "noise", \.noise, "share of the input that is damaged; of gaussian the deviation; 0...1",
          check: { (0...1).contains($0) ? nil : "a number in 0...1" }),
        Field(
          "reconstruction", \.reconstruction,
          "what an autoencoder's output is judged by: crossEntropy or squaredError"),
        Field(
          "temperature", \.temperature, "temperature of simclr's contrast; > 0",
          check: { $0 > 0 ? nil : "a number > 0" }),
        Field(
          "projectionSizes", \.projectionSizes, "widths of simclr's head; each >= 1",
          check: {
            !$0.isEmpty && $0.allSatisfy { (1...65_536).contains($0) }
              ? nil : "widths in 1...65536, at least one"
          }),
        Field(
          "shift", \.shift, "largest shift of simclr's images in pixels; >= 0", check: notNegative),
        Field(
          "turn", \.turn, "largest turn of simclr's images in degrees; 0...180",
          check: { (0...180).contains($0) ? nil : "a number in 0...180" }),
        Field(
          "zoom", \.zoom, "largest change of size of simclr's images as a share; 0 <= x < 1",
          check: { $0 >= 0 && $0 < 1 ? nil : "a number from 0, below 1" }),
        Field(
          "pixelNoise", \.pixelNoise, "deviation of the noise on simclr's pixels; >= 0",
          check: notNegative),
        Field(
          "erase", \.erase,
          "largest side of the square that simclr erases, as a share of the height; 0...1",
          check: { (0...1).contains($0) ? nil : "a number in 0...1" }),
        Field(
          "evaluationInterval", \.evaluationInterval,
          "updates from one evaluation to the next; 0 for none but the last",
          check: {
            (0...1_000_000_000).contains($0) ? nil : "a whole number in 0...1000000000"
          }),
      ])

  private static func notNegative(_ value: Float) -> String? {
    value >= 0 && value.isFinite ? nil : "a number >= 0"
  }
}

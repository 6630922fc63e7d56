import Datasets
import Determinism
import NeuralNetworks
import TensorCore

/// Finds, among many distorted images, the one that was made from the same image.
///
/// What stays the same under shifts, turns, noise and holes is what the image shows; features that
/// agree on that and differ from those of other images are useful for telling what it is.
///
/// - Source: Chen, Kornblith, Norouzi, Hinton 2020, "A Simple Framework for Contrastive Learning of Visual
///   Representations" (SimCLR), ICML: two views of each image, a projection head that is thrown away, the
///   loss NT-Xent.
/// - Differences: (1) the views are those of ``ImageDistortion``, which suit small grey images, instead of
///   crops and colours; (2) batches of 256 and Adam instead of 4096 and LARS; (3) no batch
///   normalization in the head.
struct ContrastPretext: Pretext {
  let distortion: ImageDistortion
  let temperature: Float
  let projection: Sequential
  let inputScale: Standardization?
  let head: [Parameter]

  /// A task for a body, with a fresh projection of linear layers and ReLU between them.
  init(
    configuration: PretrainingConfiguration, body: NetworkSpecification,
    inputScale: Standardization?, using random: inout RandomStream
  ) throws {
    distortion = ImageDistortion(configuration)
    temperature = configuration.temperature
    self.inputScale = inputScale
    let sizes = configuration.projectionSizes
    projection = try NetworkSpecification.mlp(
      inputShape: body.outputShape, hiddenSizes: sizes.dropLast(), outputSize: sizes.last ?? 1
    ).makeNetwork(using: &random)
    head = projection.namedAsHead()
  }

  func loss(
    of examples: Tensor, body: Sequential, using random: inout RandomStream
  ) -> (loss: Tensor, right: Int?, decisions: Int) {
    let views = Tensor.concatenated([
      distortion.distorted(examples, using: &random),
      distortion.distorted(examples, using: &random),
    ])
    let features = projection(body(inputScale?.standardized(views) ?? views))
    let logits = contrastLogits(features, temperature: temperature)
    let labels = contrastLabels(features.shape[0])
    return (
      crossEntropy(logits: logits, labels: labels), rightDecisions(logits, labels), labels.count
    )
  }
}

/// NT-Xent: the cross-entropy of finding a row's partner among all other rows, by the cosine of the
/// angles between them, divided by a temperature.
///
/// - Parameters:
///   - features: `[2B, D]`; rows i and i + B are partners.
///   - temperature: τ > 0.
/// - Returns: A scalar in nats, the mean over all 2B rows.
/// - Source: Chen et al. 2020, equation 1.
public func contrastLoss(_ features: Tensor, temperature: Float) -> Tensor {
  crossEntropy(
    logits: contrastLogits(features, temperature: temperature),
    labels: contrastLabels(features.shape[0]))
}

/// The cosines between all rows, divided by the temperature; of a row with itself a number so low
/// that its exponential is 0.
func contrastLogits(_ features: Tensor, temperature: Float) -> Tensor {
  let count = features.shape[0]
  precondition(
    features.shape.rank == 2 && count >= 2 && count % 2 == 0,
    "contrastLoss: expected features [2B, D], got \(features.shape)")
  let lengths = features.squared().sum(axis: 1, keepDimension: true) + 1e-12
  let directions = features * lengths.reciprocalSquareRoot()
  let cosines = directions.matmul(directions, transposeOther: true) / temperature
  var own = Tensor.zeros([count, count])
  own.withUnsafeMutableScalars { values in
    for row in 0..<count { values[row * count + row] = -1e9 }
  }
  return cosines + own
}

/// The partner of each row.
func contrastLabels(_ count: Int) -> [Int32] {
  (0..<count).map { Int32(($0 + count / 2) % count) }
}

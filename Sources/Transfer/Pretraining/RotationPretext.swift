import Datasets
import Determinism
import NeuralNetworks
import TensorCore

/// Says by how many quarters of a circle an image was turned.
///
/// Who can say where the top of a thing is knows the thing.
///
/// - Source: Gidaris, Singh, Komodakis 2018, "Unsupervised Representation Learning by Predicting Image
///   Rotations", ICLR: all four turns of every image are in the same batch.
/// - Differences: (1) the networks are small ones for grey images; (2) digits that look the same upside
///   down (0, 1, 8) cannot be told, which bounds the share of right answers.
package struct RotationPretext: Pretext {
  let classifier: Sequential
  let inputScale: Standardization?
  package let head: [Parameter]

  /// A task for a body, with a fresh linear layer of four answers.
  init(
    body: NetworkSpecification, inputScale: Standardization?, using random: inout RandomStream
  ) throws {
    self.inputScale = inputScale
    classifier = try NetworkSpecification.linear(inputShape: body.outputShape, outputSize: 4)
      .makeNetwork(using: &random)
    head = classifier.namedAsHead()
  }

  package func loss(
    of examples: Tensor, body: Sequential, using random: inout RandomStream
  ) -> (loss: Tensor, right: Int?, decisions: Int) {
    let count = examples.shape[0]
    let turned = Tensor.concatenated((0..<4).map { Self.turned(examples, quarters: $0) })
    let labels = (0..<Int32(4)).flatMap { [Int32](repeating: $0, count: count) }
    let logits = classifier(body(inputScale?.standardized(turned) ?? turned))
    return (
      crossEntropy(logits: logits, labels: labels), rightDecisions(logits, labels), labels.count
    )
  }

  /// Images turned to the left.
  ///
  /// - Parameters:
  ///   - images: `[B, C, H, W]`, H = W.
  ///   - quarters: How many quarters of a circle, 0...3.
  /// - Returns: The same shape.
  package static func turned(_ images: Tensor, quarters: Int) -> Tensor {
    switch quarters {
    case 0: images
    case 1: images.transposed(2, 3).flipped(axes: [2])
    case 2: images.flipped(axes: [2, 3])
    default: images.transposed(2, 3).flipped(axes: [3])
    }
  }
}

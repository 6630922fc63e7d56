import Determinism
import TensorCore

/// Trains a weight through two small factors: `W = W₀ + α/r · B A`, where only A and B learn.
///
/// The weight W stays in its layer as a plain tensor, always merged, so that whatever reads the network
/// (a target network, an evaluation, a file) sees what was learned. The chain rule gives the factors
/// their gradients from the weight's, `∂B = α/r · ∂W Aᵀ` and `∂A = α/r · Bᵀ ∂W`; an optimizer changes
/// them in the weight's place and keeps moments of them alone; then W is composed anew.
///
/// Any weight with two axes or more is taken as a matrix `[outputs, all others]`: a linear layer's as it
/// is, a convolution's with its kernels laid out in rows.
///
/// - Source: Hu et al. 2021, <https://arxiv.org/abs/2106.09685>. Differences: 1. The product is added
///   to the weight after each step and not to the layer's output in each pass: equal up to
///   rounding. 2. A is drawn from U(−k, k), k = 1/√inputs, as in the authors' code.
public final class LowRankAdapter: ParameterAdaptation {
  /// A, `[rank, inputs]`, named after the weight with `.lowRankA` behind it.
  public let down: Parameter
  /// B, `[outputs, rank]`, named after the weight with `.lowRankB` behind it; it begins at zero.
  public let up: Parameter
  /// The weight without what was learned, in the weight's own shape.
  public private(set) var base: Tensor
  /// What the product is multiplied by, α / rank.
  public let scale: Float

  /// Makes factors for a weight, and has optimizers change them in its place.
  ///
  /// - Parameters:
  ///   - parameter: The weight, of at least two axes; its value stays.
  ///   - rank: r, from 1 to ``largestRank(of:)``.
  ///   - alpha: α, above 0.
  ///   - random: What A is drawn from.
  public init(
    adapting parameter: Parameter, rank: Int, alpha: Float, using random: inout RandomStream
  ) {
    let largest = Self.largestRank(of: parameter.shape)
    precondition(
      rank >= 1 && rank <= largest,
      "LowRankAdapter: expected a rank in 1...\(largest) for \(parameter.shape), got \(rank)")
    precondition(alpha > 0, "LowRankAdapter: expected an alpha above 0, got \(alpha)")
    let (outputs, inputs) = Self.matrix(parameter.shape)
    let bound = Initializer.linearBound(fanIn: inputs)
    down = Parameter(
      Initializer.uniform(shape: [rank, inputs], bound: bound, using: &random),
      name: "\(parameter.name).lowRankA")
    up = Parameter(Tensor.zeros([outputs, rank]), name: "\(parameter.name).lowRankB")
    base = parameter.value
    scale = alpha / Float(rank)
    parameter.adaptation = self
  }

  /// The largest rank that makes sense for a weight: the smaller side of its matrix; 0 with fewer than
  /// two axes.
  public static func largestRank(of shape: Shape) -> Int {
    guard shape.rank >= 2 else { return 0 }
    let (outputs, inputs) = matrix(shape)
    return min(outputs, inputs)
  }

  /// Scalars that learn.
  public var count: Int { down.value.count + up.value.count }

  /// What was learned: `α/r · B A`, in the weight's shape.
  public var learned: Tensor {
    withoutGradients { (up.value.matmul(down.value) * scale).reshaped(base.shape) }
  }

  /// The weight with what was learned: what the layer has.
  public var merged: Tensor { withoutGradients { base + learned } }

  /// Puts the weight back without what was learned, bit for bit as it was at the beginning.
  ///
  /// - Parameter parameter: The weight.
  public func unmerge(from parameter: Parameter) { parameter.value = base }

  /// Goes on with other factors, as from a checkpoint; the weight itself is not touched.
  ///
  /// - Parameters:
  ///   - base: W₀, of the weight's shape.
  ///   - down: A.
  ///   - up: B.
  public func restore(base: Tensor, down: Tensor, up: Tensor) {
    precondition(
      base.shape == self.base.shape,
      "LowRankAdapter: expected a base of shape \(self.base.shape), got \(base.shape)")
    self.base = base
    self.down.value = down
    self.up.value = up
  }

  // MARK: Steps

  /// Gives the factors their gradients.
  public func prepareStep(of parameter: Parameter) {
    for factor in [down, up] {
      factor.isTrainable = parameter.isTrainable
      factor.learningRateFactor = parameter.learningRateFactor
      factor.gradient = nil
    }
    guard let gradient = parameter.gradient else { return }
    withoutGradients {
      let (outputs, inputs) = Self.matrix(parameter.shape)
      let matrix = gradient.reshaped([outputs, inputs])
      down.gradient = up.value.matmul(matrix, transposeSelf: true) * scale
      up.gradient = matrix.matmul(down.value, transposeOther: true) * scale
    }
  }

  /// The two factors.
  public func steppedParameters(of parameter: Parameter) -> [Parameter] { [down, up] }

  /// Composes the weight anew.
  public func finishStep(of parameter: Parameter) { parameter.value = merged }

  private static func matrix(_ shape: Shape) -> (outputs: Int, inputs: Int) {
    (shape[0], shape.count / max(1, shape[0]))
  }
}

import Determinism
import TensorCore

/// A linear map whose weights are random in training, by an amount that is learned:
/// `y = x (W + Σ ⊙ ε)ᵀ + b + σ ⊙ ε′`.
///
/// Exploration that fades where the network grows sure. Inside `withTrainingMode` each call draws a
/// noise of its own from the mode's stream, one for the whole batch: a normal number for each input,
/// then one for each output, of which f(x) = sgn(x) √|x| is taken; ε is the product of the two
/// vectors, ε′ the outputs' vector. In evaluation, which is the rule, the noise is 0.
///
/// - Shapes: input `[…, inputSize]`, output `[…, outputSize]`; `weight`, `weight_sigma`
///   `[outputSize, inputSize]`, `bias`, `bias_sigma` `[outputSize]`.
/// - Initialization: `weight`, `bias` as in ``Linear``, from the same draws; `weight_sigma`,
///   `bias_sigma` 0.5/√inputSize.
/// - Precondition: the input's last dimension equals `inputSize`.
/// - Source: Fortunato et al. 2018, <https://arxiv.org/abs/1706.10295>, factorised noise (section 3);
///   the noise of an output's bias is the paper's f(ε) of that output.
public struct NoisyLinear: Module {
  /// What the paper calls σ₀: the deviations' initial size, times √inputSize.
  public static let initialDeviation: Float = 0.5

  /// The means: a matrix named `weight` and a vector named `bias`.
  public let mean: Linear
  /// The deviations of the matrix, `[outputSize, inputSize]`, named `weight_sigma`.
  public let weightDeviation: Parameter
  /// The deviations of the bias, `[outputSize]`, named `bias_sigma`.
  public let biasDeviation: Parameter
  /// `weight`, `bias`, `weight_sigma`, `bias_sigma`.
  public let parameters: [Parameter]

  /// Makes a layer with fresh parameters.
  ///
  /// - Parameters:
  ///   - inputSize: The input's last dimension, at least 1.
  ///   - outputSize: The output's last dimension, at least 1.
  ///   - random: The stream that the means are drawn from.
  public init(inputSize: Int, outputSize: Int, using random: inout RandomStream) {
    mean = Linear(inputSize: inputSize, outputSize: outputSize, using: &random)
    let deviation = Self.initialDeviation * Initializer.linearBound(fanIn: inputSize)
    weightDeviation = Parameter(
      Tensor.full([outputSize, inputSize], deviation), name: "weight_sigma")
    biasDeviation = Parameter(Tensor.full([outputSize], deviation), name: "bias_sigma")
    parameters = mean.parameters + [weightDeviation, biasDeviation]
  }

  /// Applies the map, in training with a fresh noise.
  ///
  /// - Parameter input: `[…, inputSize]`.
  /// - Returns: `[…, outputSize]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { self(input, activation: .none) }

  /// Applies the map, in training with a fresh noise, and then an activation.
  ///
  /// - Parameters:
  ///   - input: `[…, inputSize]`.
  ///   - activation: What is applied to each element.
  /// - Returns: `[…, outputSize]`.
  public func callAsFunction(_ input: Tensor, activation: Activation) -> Tensor {
    guard let mode = TrainingMode.current else { return mean(input, activation: activation) }
    let inputs = Self.noise(count: mean.inputSize, using: &mode.random)
    let outputs = Self.noise(count: mean.outputSize, using: &mode.random)
    // (Σ ⊙ ε) x is ε′ ⊙ (Σ (ε″ ⊙ x)): no matrix of noise has to be made.
    let deviation = Tensor.linear(
      input * inputs, weight: weightDeviation.tensor, bias: biasDeviation.tensor)
    let output = mean(input) + deviation * outputs
    switch activation {
    case .none: return output
    case .relu: return output.relu()
    case .tanh: return output.tanh()
    case .sigmoid: return output.sigmoid()
    }
  }

  /// f of `count` normal numbers: `sgn(x) √|x|`.
  private static func noise(count: Int, using random: inout RandomStream) -> Tensor {
    Tensor(shape: [count]) { values in
      random.fillNormal(values)
      for index in values.indices {
        let root = values[index].magnitude.squareRoot()
        values[index] = values[index] < 0 ? -root : root
      }
    }
  }
}

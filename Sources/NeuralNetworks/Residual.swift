import TensorCore

/// Adds to what a module makes of its input the input itself: `y = body(x) + x`.
///
/// With a shortcut it is `body(x) + shortcut(x)`, for instance a 1×1 convolution where the body
/// changes the number of channels. Parameters are named `body.…` and `shortcut.…`.
///
/// - Shapes: input any; the body's output has the input's shape, or the shortcut's output's.
/// - Source: He et al. 2016, <https://arxiv.org/abs/1512.03385>.
public struct Residual: Module {
  /// What the sum is made of beside the shortcut.
  public let body: any Module
  /// What is applied to the input before it is added; nil for nothing.
  public let shortcut: (any Module)?
  /// The body's parameters, then the shortcut's.
  public let parameters: [Parameter]
  /// The body's buffers, then the shortcut's.
  public let buffers: [Parameter]

  /// Makes the layer and names its parameters.
  ///
  /// - Parameters:
  ///   - body: What the sum is made of beside the shortcut.
  ///   - shortcut: What is applied to the input before it is added; nil for nothing.
  public init(_ body: any Module, shortcut: (any Module)? = nil) {
    for parameter in body.state { parameter.name = "body.\(parameter.name)" }
    for parameter in shortcut?.state ?? [] { parameter.name = "shortcut.\(parameter.name)" }
    self.body = body
    self.shortcut = shortcut
    parameters = body.parameters + (shortcut?.parameters ?? [])
    buffers = body.buffers + (shortcut?.buffers ?? [])
  }

  /// Applies body and shortcut and adds.
  ///
  /// - Parameter input: What the body takes.
  /// - Returns: The sum.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let output = body(input)
    let other = shortcut?(input) ?? input
    precondition(
      output.shape == other.shape,
      "Residual: expected body and shortcut of one shape, got \(output.shape) and \(other.shape)")
    return output + other
  }
}

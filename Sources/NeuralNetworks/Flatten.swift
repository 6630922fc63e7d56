import TensorCore

/// Joins all axes behind the batch into one.
///
/// - Shapes: input `[B, d₁, …, dₙ]`, output `[B, d₁ ⋯ dₙ]`; `[B]` becomes `[B, 1]`.
/// - Source: PyTorch `torch.nn.Flatten` with its default `start_dim=1`.
public struct Flatten: Module {
  /// Makes the layer.
  public init() {}

  /// None: there is nothing to learn.
  public var parameters: [Parameter] { [] }

  /// Joins the axes; no element is copied or changed.
  ///
  /// - Parameter input: `[B, …]`.
  /// - Returns: `[B, features]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let shape = input.shape
    precondition(shape.rank >= 1, "Flatten: expected a batch axis, got a scalar")
    if shape.rank == 2 { return input }
    var features = 1
    for axis in 1..<max(shape.rank, 1) { features *= shape[axis] }
    return input.reshaped([shape[0], features])
  }
}

import TensorCore

/// What a sequence's last step holds: many to one.
///
/// - Shapes: input `[B, T, …]`, output `[B, …]`; T at least 1.
public struct LastStep: Module {
  /// Makes the layer.
  public init() {}

  /// None: there is nothing to learn.
  public var parameters: [Parameter] { [] }

  /// Takes the last step.
  ///
  /// - Parameter input: `[B, T, …]`.
  /// - Returns: `[B, …]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let shape = input.shape
    precondition(
      shape.rank >= 2 && shape[1] >= 1, "LastStep: expected an input [B, T, …], got \(shape)")
    return input.sliced(shape[1] - 1..<shape[1], axis: 1)
      .reshaped(Shape([shape[0]] + shape.dimensions.dropFirst(2)))
  }
}

/// The mean over a sequence's steps: many to one.
///
/// - Shapes: input `[B, T, …]`, output `[B, …]`; T at least 1.
public struct MeanOfSteps: Module {
  /// Makes the layer.
  public init() {}

  /// None: there is nothing to learn.
  public var parameters: [Parameter] { [] }

  /// Takes the mean.
  ///
  /// - Parameter input: `[B, T, …]`.
  /// - Returns: `[B, …]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    precondition(
      input.shape.rank >= 2 && input.shape[1] >= 1,
      "MeanOfSteps: expected an input [B, T, …], got \(input.shape)")
    return input.mean(axis: 1)
  }
}

import Determinism
import TensorCore

/// A table of vectors that are looked up by number.
///
/// - Shapes: indices of any shape `[…]`, output `[…, size]`; `weight` `[count, size]`.
/// - Initialization: `weight` ~ N(0, 1), row by row; the padding row is 0 (its draws are made).
/// - Precondition: indices in 0 ..< `count`.
/// - Source: PyTorch `torch.nn.Embedding`, same layout and initialization.
public struct Embedding: Module {
  /// The table, `[count, size]`, named `weight`.
  public let weight: Parameter
  /// The row that stands for padding: it starts at 0 and no gradient flows into it; nil for none.
  public let paddingIndex: Int32?

  /// Makes a layer with a fresh table.
  ///
  /// - Parameters:
  ///   - count: How many vectors, at least 1.
  ///   - size: Their length, at least 1.
  ///   - paddingIndex: The row that stands for padding, or nil.
  ///   - random: The stream that the values are drawn from.
  public init(
    count: Int, size: Int, paddingIndex: Int32? = nil, using random: inout RandomStream
  ) {
    precondition(
      count >= 1 && size >= 1,
      "Embedding: expected a count and a size of at least 1, got \(count) and \(size)")
    let table = Tensor(shape: [count, size]) { values in
      random.fillNormal(values)
      guard let row = paddingIndex.map(Int.init) else { return }
      precondition(
        row >= 0 && row < count, "Embedding: expected a padding index in 0..<\(count), got \(row)")
      for column in 0..<size { values[row * size + column] = 0 }
    }
    self.init(weight: Parameter(table, name: "weight"), paddingIndex: paddingIndex)
  }

  /// Makes a layer of an existing table.
  ///
  /// - Parameters:
  ///   - weight: `[count, size]`; another layer may use it too.
  ///   - paddingIndex: The row that no gradient flows into, or nil.
  public init(weight: Parameter, paddingIndex: Int32? = nil) {
    precondition(
      weight.shape.rank == 2, "Embedding: expected a weight [count, size], got \(weight.shape)")
    self.weight = weight
    self.paddingIndex = paddingIndex
  }

  /// How many vectors there are.
  public var count: Int { weight.shape[0] }
  /// The length of a vector.
  public var size: Int { weight.shape[1] }
  /// `weight`.
  public var parameters: [Parameter] { [weight] }

  /// Looks vectors up.
  ///
  /// - Parameters:
  ///   - indices: The vectors' numbers, in row-major order.
  ///   - shape: The shape of the positions, for instance `[B, T]`.
  /// - Returns: `shape + [size]`.
  public func callAsFunction(_ indices: [Int32], shape: Shape) -> Tensor {
    weight.tensor.embedding(indices, shape: shape, paddingIndex: paddingIndex)
  }

  /// Looks vectors up by a tensor of whole numbers.
  ///
  /// - Parameter input: Any shape, each element a whole number in 0 ..< `count`.
  /// - Returns: The input's shape with `size` behind it.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let indices = input.withUnsafeScalars { scalars in
      scalars.map { scalar in
        guard let index = Int32(exactly: scalar) else {
          preconditionFailure("Embedding: expected whole numbers in 0..<\(count), got \(scalar)")
        }
        return index
      }
    }
    return self(indices, shape: input.shape)
  }
}

import Determinism
import TensorCore

extension Initializer {
  /// A matrix with orthogonal rows or columns, whichever are fewer, each of length `gain`.
  ///
  /// The shape `[out, in, …]` is seen as a matrix of `out` rows. Normal vectors are drawn and made
  /// orthogonal by the modified Gram-Schmidt process, twice, in Double and in a fixed order, which
  /// leaves an error of the order of Float's precision.
  ///
  /// - Complexity: O(rows · columns · min(rows, columns)).
  static func orthogonal(
    shape: Shape, gain: Float, using random: inout RandomStream
  ) -> Tensor {
    precondition(
      shape.rank >= 2, "Initializer: expected a shape [out, in, …] for orthogonal, got \(shape)")
    let rows = shape[0]
    let columns = shape.dimensions.dropFirst().reduce(1, *)
    let count = min(rows, columns)
    let length = max(rows, columns)
    var vectors: [[Double]] = []
    vectors.reserveCapacity(count)
    while vectors.count < count {
      var vector = (0..<length).map { _ in random.normalDouble() }
      // A second pass removes what rounding left of the first.
      for _ in 0..<2 {
        for earlier in vectors { remove(earlier, from: &vector) }
      }
      let norm = dot(vector, vector).squareRoot()
      // A vector that lies among the earlier ones (its chance is nil) is drawn anew.
      guard norm > 1e-6 else { continue }
      for index in vector.indices { vector[index] /= norm }
      vectors.append(vector)
    }
    return Tensor(shape: shape) { values in
      for row in 0..<rows {
        for column in 0..<columns {
          let value = rows <= columns ? vectors[row][column] : vectors[column][row]
          values[row * columns + column] = Float(value * Double(gain))
        }
      }
    }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }

  private static func remove(_ direction: [Double], from vector: inout [Double]) {
    let share = dot(direction, vector)
    for index in vector.indices { vector[index] -= share * direction[index] }
  }
}

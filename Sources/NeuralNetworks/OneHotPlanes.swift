import TensorCore

/// Planes of whole numbers that are only names become planes of 0 and 1, one for each number.
///
/// Plane p with `counts[p]` numbers becomes that many planes; a number outside 0 ..< `counts[p]` is
/// 0 in all of them. No gradient flows into the input.
///
/// - Shapes: input `[B, P, …]`, output `[B, sum of counts, …]`; P as many as `counts`.
public struct OneHotPlanes: Module {
  /// How many numbers each plane of the input knows.
  public let counts: [Int]

  /// Makes the layer.
  ///
  /// - Parameter counts: How many numbers each plane knows, each at least 1.
  public init(_ counts: [Int]) {
    precondition(
      !counts.isEmpty && counts.allSatisfy { $0 >= 1 },
      "OneHotPlanes: expected counts of at least 1, got \(counts)")
    self.counts = counts
  }

  /// None: there is nothing to learn.
  public var parameters: [Parameter] { [] }

  /// Sets a 1 for each number.
  ///
  /// - Parameter input: `[B, P, …]`.
  /// - Returns: `[B, sum of counts, …]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    precondition(
      input.shape.rank >= 2 && input.shape[1] == counts.count,
      "OneHotPlanes: expected an input [B, \(counts.count), …], got \(input.shape)")
    let places = input.shape.dimensions.dropFirst(2)
    let cells = places.reduce(1, *)
    let planes = counts.reduce(0, +)
    return input.withUnsafeScalars { numbers in
      Tensor(shape: Shape([input.shape[0], planes] + places)) { values in
        values.update(repeating: 0)
        var (source, target) = (0, 0)
        for _ in 0..<input.shape[0] {
          for count in counts {
            let limit = Float(count)
            for cell in 0..<cells {
              let number = numbers[source + cell]
              if number >= 0, number < limit { values[target + Int(number) * cells + cell] = 1 }
            }
            source += cells
            target += count * cells
          }
        }
      }
    }
  }
}

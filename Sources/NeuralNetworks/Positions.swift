import Determinism
import TensorCore

/// Adds a learned vector for each position: `y[b, t] = x[b, t] + weight[first + t]`.
///
/// - Shapes: input and output `[B, T, size]`; `weight` `[length, size]`.
/// - Initialization: `weight` ~ N(0, deviation²), row by row; a deviation of 0 draws nothing.
/// - Precondition: `first + T` is at most `length`.
public struct LearnedPositions: Module {
  /// The vectors, `[length, size]`, named `weight`.
  public let weight: Parameter

  /// Makes a layer with fresh vectors.
  ///
  /// - Parameters:
  ///   - length: How many positions have a vector, at least 1.
  ///   - size: The vectors' length, at least 1.
  ///   - deviation: The standard deviation of the initial elements, ≥ 0.
  ///   - random: The stream that the values are drawn from.
  public init(
    length: Int, size: Int, deviation: Float = 0.02, using random: inout RandomStream
  ) {
    precondition(
      length >= 1 && size >= 1 && deviation >= 0,
      "LearnedPositions: expected a length and a size of at least 1 and a deviation of at least 0, "
        + "got \(length), \(size) and \(deviation)")
    let values = Tensor(shape: [length, size]) { values in
      if deviation > 0 {
        random.fillNormal(values)
      } else {
        values.update(repeating: 0)
      }
      for index in values.indices { values[index] *= deviation }
    }
    weight = Parameter(values, name: "weight")
  }

  /// `weight`.
  public var parameters: [Parameter] { [weight] }

  /// Adds the vectors of the positions from 0 on.
  ///
  /// - Parameter input: `[B, T, size]`.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor { self(input, first: 0) }

  /// Adds the vectors of the positions from `first` on.
  ///
  /// - Parameters:
  ///   - input: `[B, T, size]`.
  ///   - first: The position of the first row, ≥ 0.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor, first: Int) -> Tensor {
    let length = requirePositions("LearnedPositions", weight.shape, input.shape, first)
    return first == 0 && length == weight.shape[0]
      ? input + weight.tensor : input + weight.tensor.sliced(first..<first + length)
  }
}

/// Adds a fixed wave pattern for each position: `sin` and `cos` of `t / base^(2i / size)` in turn.
///
/// - Shapes: input and output `[B, T, size]`.
/// - Precondition: `first + T` is at most `length`.
/// - Source: Vaswani et al. 2017, <https://arxiv.org/abs/1706.03762>, section 3.5.
public struct SinusoidalPositions: Module {
  /// The pattern, `[length, size]`.
  public let table: Tensor

  /// Makes the pattern.
  ///
  /// - Parameters:
  ///   - length: How many positions it has, at least 1.
  ///   - size: The input's last dimension, even.
  ///   - base: The slowest wave is about `base` times as long as the fastest.
  public init(length: Int, size: Int, base: Double = 10_000) {
    let angles = WaveAngles(name: "SinusoidalPositions", length: length, size: size, base: base)
    table = Tensor(shape: [length, size]) { values in
      angles.visit { position, wave, angle in
        values[position * size + 2 * wave] = Float(ExactMath.sin(angle))
        values[position * size + 2 * wave + 1] = Float(ExactMath.cos(angle))
      }
    }
  }

  /// None: nothing is learned.
  public var parameters: [Parameter] { [] }

  /// Adds the pattern of the positions from 0 on.
  ///
  /// - Parameter input: `[B, T, size]`.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor { self(input, first: 0) }

  /// Adds the pattern of the positions from `first` on.
  ///
  /// - Parameters:
  ///   - input: `[B, T, size]`.
  ///   - first: The position of the first row, ≥ 0.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor, first: Int) -> Tensor {
    let length = requirePositions("SinusoidalPositions", table.shape, input.shape, first)
    return input + table.sliced(first..<first + length)
  }
}

/// Turns pairs of elements of queries and keys by angles in proportion to the position, so that a
/// score depends on the distance of the two positions: pair i of position t by `t / base^(2i / size)`.
///
/// - Source: Su et al. 2021, <https://arxiv.org/abs/2104.09864>, equation 34. Differences: 1. by
///   default a pair is (i, i + size / 2), as in GPT-NeoX and Llama, not (2i, 2i + 1).
public struct RotaryPositions {
  /// The size of a head, even.
  public let size: Int
  /// Whether a pair is (2i, 2i + 1), else (i, i + size / 2).
  public let pairsNeighbours: Bool
  private let cosines: Tensor
  private let sines: Tensor

  /// Makes the table of angles.
  ///
  /// - Parameters:
  ///   - size: The size of a head, even.
  ///   - length: How many positions there are, at least 1.
  ///   - base: The slowest pair turns about `base` times slower than the fastest.
  ///   - pairsNeighbours: Whether a pair is (2i, 2i + 1), else (i, i + size / 2).
  public init(size: Int, length: Int, base: Double = 10_000, pairsNeighbours: Bool = false) {
    let angles = WaveAngles(name: "RotaryPositions", length: length, size: size, base: base)
    self.size = size
    self.pairsNeighbours = pairsNeighbours
    func table(_ function: (Double) -> Double) -> Tensor {
      Tensor(shape: [length, size / 2]) { values in
        angles.visit { position, wave, angle in
          values[position * (size / 2) + wave] = Float(function(angle))
        }
      }
    }
    cosines = table(ExactMath.cos)
    sines = table(ExactMath.sin)
  }

  /// How many positions there are.
  public var length: Int { cosines.shape[0] }

  /// Turns the heads of each row by the angles of its position.
  ///
  /// - Parameters:
  ///   - rows: `[…, T, heads·size]`.
  ///   - heads: How many heads stand side by side in a row.
  ///   - rotatedHeads: How many are turned, the first ones; nil: all.
  ///   - first: The position of the first row, ≥ 0.
  /// - Returns: The shape of the rows.
  public func rotated(
    _ rows: Tensor, heads: Int, rotatedHeads: Int? = nil, first: Int = 0
  ) -> Tensor {
    rows.rotated(
      cosines: cosines, sines: sines, heads: heads, rotatedHeads: rotatedHeads ?? heads,
      first: first, pairsNeighbours: pairsNeighbours)
  }
}

/// The angles `t / base^(2i / size)` of positions t and waves i < size / 2.
private struct WaveAngles {
  let length, size: Int
  let base: Double

  init(name: StaticString, length: Int, size: Int, base: Double) {
    precondition(
      length >= 1 && size >= 2 && size % 2 == 0 && base > 0,
      "\(name): expected a length of at least 1, an even size and a base above 0, got \(length), "
        + "\(size) and \(base)")
    self.length = length
    self.size = size
    self.base = base
  }

  func visit(_ body: (_ position: Int, _ wave: Int, _ angle: Double) -> Void) {
    for wave in 0..<size / 2 {
      let frequency = 1 / ExactMath.pow(base, Double(2 * wave) / Double(size))
      for position in 0..<length { body(position, wave, Double(position) * frequency) }
    }
  }
}

/// Checks that a table has the rows' positions; returns how many rows there are.
private func requirePositions(
  _ name: StaticString, _ table: Shape, _ input: Shape, _ first: Int
) -> Int {
  precondition(
    input.rank >= 2 && input[-1] == table[1] && first >= 0 && first + input[-2] <= table[0],
    "\(name): expected an input […, T, \(table[1])] whose positions are below \(table[0]), got "
      + "\(input) from position \(first) on")
  return input[-2]
}

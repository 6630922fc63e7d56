import Environments

/// The bounds of observations as files and reports give them: one number for all elements, or one
/// for each.
enum ObservationBounds {
  /// Bounds that differ are kept for at most so many elements; beyond, the widest stand for all.
  static let mostKept = 4_096

  /// Makes a space of bounds that come from outside.
  ///
  /// - Parameters:
  ///   - shape: positive lengths.
  ///   - type: of the elements.
  ///   - low: one number or one for each element.
  ///   - high: one number or one for each element.
  ///   - fault: the error for what is wrong, in words.
  /// - Returns: the space.
  /// - Throws: what `fault` makes.
  static func box(
    shape: [Int], type: Box.ElementType, low: [Float], high: [Float],
    fault: (String) -> any Error
  ) throws -> Box {
    let count = shape.reduce(1, *)
    var (low, high) = (low, high)
    for bounds in [low, high] {
      guard bounds.count == 1 || bounds.count == count else {
        throw fault("\(bounds.count) bounds, expected 1 or \(count)")
      }
      guard bounds.allSatisfy({ !$0.isNaN }) else { throw fault("a bound is no number") }
      guard type != .uint8 || bounds.allSatisfy({ (0...255).contains($0) }) else {
        throw fault("a bound of bytes lies outside 0...255")
      }
    }
    if count > mostKept {
      low = [low.min() ?? 0]
      high = [high.max() ?? 0]
    }
    if low.count == 1 { low = Array(repeating: low[0], count: count) }
    if high.count == 1 { high = Array(repeating: high[0], count: count) }
    if let place = (0..<count).first(where: { low[$0] > high[$0] }) {
      throw fault("low \(low[place]) is above high \(high[place])")
    }
    return Box(shape: shape, low: low, high: high, elementType: type)
  }

  /// One number where all are equal.
  static func brief(_ bounds: [Float]) -> [Float] {
    bounds.allSatisfy { $0 == bounds[0] } ? Array(bounds.prefix(1)) : bounds
  }
}

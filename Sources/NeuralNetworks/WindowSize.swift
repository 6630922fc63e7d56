/// One whole number for each axis that a window moves over: kernel, stride, padding, dilation.
///
/// YAML: `3` for all axes, or `[3, 5]` for height and width, which only `conv2d` takes.
public struct WindowSize: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// The largest number.
  static let largest = 4096

  /// For the height, or for the length of a sequence.
  public let first: Int
  /// For the width.
  public let second: Int

  /// Two numbers.
  ///
  /// - Parameters:
  ///   - first: For the height.
  ///   - second: For the width.
  public init(_ first: Int, _ second: Int) {
    self.first = first
    self.second = second
  }

  /// The same number for all axes.
  ///
  /// - Parameter both: The number.
  public init(_ both: Int) { self.init(both, both) }

  /// The same number for all axes.
  ///
  /// - Parameter value: The number.
  public init(integerLiteral value: Int) { self.init(value) }

  var yaml: String { first == second ? "\(first)" : "[\(first), \(second)]" }
  var pair: (Int, Int) { (first, second) }

  subscript(axis: Int) -> Int { axis == 0 ? first : second }

  /// - Throws: A sentence when a number is out of bounds.
  func check(_ layer: String, _ name: String, from least: Int) throws(LayerMistake) {
    for size in [first, second] where size < least || size > Self.largest {
      throw LayerMistake(
        "\(layer): expected a \(name) from \(least) to \(Self.largest), got \(size)")
    }
  }
}

/// The product, or `Int.max` where it is larger than that.
func saturatingProduct(_ sizes: [Int]) -> Int {
  sizes.reduce(1) { product, size in
    let (result, overflow) = product.multipliedReportingOverflow(by: size)
    return overflow ? .max : result
  }
}

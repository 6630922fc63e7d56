import Determinism

/// The set of observations: a block of numbers with a range for each.
public struct Box: Sendable, Hashable {
  /// How a value may be stored without loss.
  public enum ElementType: String, Sendable, Hashable, Codable, CaseIterable {
    /// Any Float32.
    case float32
    /// A whole number in `0...255`: a replay buffer keeps one byte.
    case uint8
  }

  /// The length of each axis; planes come first: `[planes, height, width]`.
  public let shape: [Int]
  /// The smallest value of each element, in row-major order.
  public let low: [Float]
  /// The largest value of each element, in row-major order; may be infinite.
  public let high: [Float]
  /// How a value may be stored without loss.
  public let elementType: ElementType

  /// Creates a box with a range for each element.
  ///
  /// - Precondition: `low` and `high` have as many elements as `shape`, and `low <= high`.
  public init(shape: [Int], low: [Float], high: [Float], elementType: ElementType = .float32) {
    let count = shape.reduce(1, *)
    precondition(
      shape.allSatisfy { $0 > 0 }, "expected a shape of positive lengths, got \(shape)")
    precondition(
      low.count == count && high.count == count,
      "expected \(count) bounds for shape \(shape), got \(low.count) and \(high.count)")
    for index in 0..<count {
      precondition(
        low[index] <= high[index],
        "expected low <= high at element \(index), got \(low[index]) and \(high[index])")
    }
    if elementType == .uint8 {
      precondition(
        low.allSatisfy { $0 >= 0 } && high.allSatisfy { $0 <= 255 },
        "expected bounds within 0...255 for uint8")
    }
    self.shape = shape
    self.low = low
    self.high = high
    self.elementType = elementType
  }

  /// Creates a box with one range for all elements.
  public init(shape: [Int], range: ClosedRange<Float>, elementType: ElementType = .float32) {
    let count = shape.reduce(1, *)
    self.init(
      shape: shape, low: Array(repeating: range.lowerBound, count: count),
      high: Array(repeating: range.upperBound, count: count), elementType: elementType)
  }

  /// The number of elements of one observation.
  public var count: Int { low.count }

  /// Whether an observation belongs to the box: right length, within range, whole where bytes.
  public func contains(_ observation: some Collection<Float>) -> Bool {
    guard observation.count == count else { return false }
    for (index, value) in observation.enumerated() {
      guard value >= low[index], value <= high[index] else { return false }
      if elementType == .uint8 && value != value.rounded(.towardZero) { return false }
    }
    return true
  }
}

extension Box: CustomStringConvertible {
  /// For example "[4] float32 in -2.4...2.4" or "[2] float32, a range for each element".
  public var description: String {
    let uniform = Set(low).count == 1 && Set(high).count == 1
    let range = uniform ? " in \(low[0])...\(high[0])" : ", a range for each element"
    return "\(shape) \(elementType.rawValue)\(range)"
  }
}

/// The set of actions: `0..<count`, each with a name.
public struct Discrete: Sendable, Hashable {
  /// The actions' names, by number.
  public let names: [String]

  /// Creates a space of named actions.
  ///
  /// - Precondition: there is at least one name, and no name comes twice.
  public init(names: [String]) {
    precondition(!names.isEmpty, "expected at least one action, got none")
    precondition(Set(names).count == names.count, "expected different action names, got \(names)")
    self.names = names
  }

  /// The number of actions.
  public var count: Int { names.count }

  /// Whether a number is an action.
  public func contains(_ action: Int) -> Bool { action >= 0 && action < count }

  /// Draws an action, all equally likely; one draw of the stream's `integer(below:)`.
  public func sample(using random: inout RandomStream) -> Int { random.integer(below: count) }
}

extension Discrete: CustomStringConvertible {
  /// For example "4: left, down, right, up".
  public var description: String { "\(count): " + names.joined(separator: ", ") }
}

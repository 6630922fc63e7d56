/// A type in which an environment writes its observations: `Float` or `UInt8`.
public protocol ObservationScalar: Numeric, Comparable, Hashable, Codable, Sendable {
  /// The same number as a `Float`.
  var asFloat: Float { get }
}

extension Float: ObservationScalar {
  /// The number itself.
  @inlinable public var asFloat: Float { self }
}

extension UInt8: ObservationScalar {
  /// The same number; exact.
  @inlinable public var asFloat: Float { Float(self) }
}

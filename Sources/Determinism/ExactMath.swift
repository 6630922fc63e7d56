/// Elementary functions with the same bits on every machine.
///
/// Built from `+ − × ÷ √` alone, which IEEE 754 rounds the same everywhere; no library of the system
/// and no fused operation takes part. Each looks up a value at a near point, as the sum of two doubles, and
/// adds a short series for the rest, whose leading term is exact: so the error stays within a few thousandths
/// of the half unit that rounding costs anyway.
///
/// Largest errors, in units of the last place, against 3,500 references of 2,400 bits (tests hold them): 0.501
/// for sin, cos, exp and log, 0.502 for tanh and pow, which is to say that the nearest double results
/// but for a case in some hundreds. A subnormal result of exp or pow is rounded twice: 1.
public enum ExactMath {
  /// The sine.
  ///
  /// - Parameter x: An angle in radians, of any size.
  /// - Returns: The sine; NaN for NaN and infinities; ±0 for ±0.
  public static func sin(_ x: Double) -> Double {
    // Below 2⁻²⁶ the cube is less than half a unit; this also keeps −0.
    if x.magnitude < 0x1p-26 { return x }
    guard x.isFinite else { return .nan }
    let angle = Angle(x)
    return angle.quadrant & 1 == 0 ? angle.sine : angle.cosine
  }

  /// The cosine.
  ///
  /// - Parameter x: An angle in radians, of any size.
  /// - Returns: The cosine; NaN for NaN and infinities.
  public static func cos(_ x: Double) -> Double {
    guard x.isFinite else { return .nan }
    var angle = Angle(x)
    // cos x = sin(x + π/2)
    angle.quadrant &+= 1
    return angle.quadrant & 1 == 0 ? angle.sine : angle.cosine
  }

  /// The exponential function.
  ///
  /// - Parameter x: The exponent.
  /// - Returns: eˣ; infinity above 709.78, 0 below −745.13; NaN for NaN.
  public static func exp(_ x: Double) -> Double {
    guard x < 709.79 else { return x.isNaN ? x : .infinity }
    guard x > -745.14 else { return 0 }
    return power(DoubleDouble(high: x, low: 0))
  }

  /// The natural logarithm.
  ///
  /// - Parameter x: The argument.
  /// - Returns: ln x; −infinity for ±0; NaN for NaN and below 0; infinity for infinity.
  public static func log(_ x: Double) -> Double {
    guard x > 0, x < .infinity else {
      return x == 0 ? -.infinity : x == .infinity ? x : .nan
    }
    let result = logarithm(x)
    return result.high + result.low
  }

  /// The hyperbolic tangent.
  ///
  /// - Parameter x: The argument.
  /// - Returns: tanh x; ±1 for ±infinity, ±0 for ±0; NaN for NaN.
  public static func tanh(_ x: Double) -> Double {
    let size = x.magnitude
    // Below 2⁻²⁷ the cube is less than half a unit; this also keeps −0. NaN goes this way too.
    guard size >= 0x1p-27 else { return x }
    // From 19.1 on, 1 is nearest.
    guard size < 19.1 else { return x < 0 ? -1 : 1 }
    // tanh x = p / (p + 2) with p = e²ˣ − 1
    let p = powerMinusOne(2 * size)
    let whole = twoSum(2, p.high)
    let divisor = DoubleDouble(high: whole.high, low: whole.low + p.low)
    let quotient = p.high / divisor.high
    let product = twoProduct(quotient, divisor.high)
    let rest = (p.high - product.high) - product.low + p.low - quotient * divisor.low
    let result = quotient + rest / divisor.high
    return x < 0 ? -result : result
  }

  /// A power.
  ///
  /// - Parameters:
  ///   - x: The base.
  ///   - y: The exponent.
  /// - Returns: xʸ, with the special cases of IEEE 754: x⁰ and 1ʸ are 1, a negative base needs a whole
  ///   exponent (else NaN), a base of ±0 and infinities keep their sign for odd exponents.
  public static func pow(_ x: Double, _ y: Double) -> Double {
    if y == 0 || x == 1 { return 1 }
    if x.isNaN || y.isNaN { return .nan }
    let size = x.magnitude
    if y.isInfinite {
      if size == 1 { return 1 }
      return (size > 1) == (y > 0) ? .infinity : 0
    }
    let isWhole = y.magnitude >= 0x1p53 || Double(Int64(y)) == y
    let isOdd = isWhole && y.magnitude < 0x1p53 && Int64(y) & 1 == 1
    let isNegative = x.sign == .minus && isOdd
    let result: Double
    if size == 0 || size == .infinity {
      result = (size == 0) == (y > 0) ? 0 : .infinity
    } else {
      if x < 0, !isWhole { return .nan }
      result = positivePower(size, y)
    }
    return isNegative ? -result : result
  }

  private static func positivePower(_ x: Double, _ y: Double) -> Double {
    let log = logarithm(x)
    let estimate = log.high * y
    guard estimate < 709.79 else { return .infinity }
    guard estimate > -745.14 else { return 0 }
    let product = twoProduct(log.high, y)
    return power(normalized(product.high, product.low + log.low * y))
  }
}

/// A number as the sum of two doubles, the low one at most half a unit of the high one.
struct DoubleDouble {
  var high: Double
  var low: Double
}

/// The exact sum of two numbers (Knuth 1969).
@inline(__always)
func twoSum(_ a: Double, _ b: Double) -> DoubleDouble {
  let sum = a + b
  let part = sum - a
  return DoubleDouble(high: sum, low: (a - (sum - part)) + (b - part))
}

/// The exact sum of two numbers of which the first is the larger one, or 0 (Dekker 1971).
@inline(__always)
func normalized(_ a: Double, _ b: Double) -> DoubleDouble {
  let sum = a + b
  return DoubleDouble(high: sum, low: b - (sum - a))
}

/// The exact product of two numbers below 2⁹⁹⁵ (Veltkamp 1968, Dekker 1971).
@inline(__always)
func twoProduct(_ a: Double, _ b: Double) -> DoubleDouble {
  let product = a * b
  let shiftedA = a * 0x8000001
  let highA = shiftedA - (shiftedA - a)
  let lowA = a - highA
  let shiftedB = b * 0x8000001
  let highB = shiftedB - (shiftedB - b)
  let lowB = b - highB
  let low = ((highA * highB - product) + highA * lowB + lowA * highB) + lowA * lowB
  return DoubleDouble(high: product, low: low)
}

/// The nearest whole number, for numbers below 2⁵¹.
@inline(__always)
func nearestWhole(_ x: Double) -> Double {
  (x + 0x1.8p52) - 0x1.8p52
}

/// An angle as a number of quarter turns and a rest of at most an eighth of a turn.
struct Angle {
  /// Quarter turns; only the last two bits count.
  var quadrant: Int
  /// The rest in radians, at most about π/4 either way.
  private var rest: DoubleDouble

  /// Divides by π/2.
  ///
  /// - Parameter x: Any finite number of radians.
  init(_ x: Double) {
    if x.magnitude < 0x1p20 {
      // Cody & Waite 1980: π/2 in parts of 33 bits, so that products with 20 bits are exact. What is left
      // holds at least 62 bits more than the smallest rest a double below 2²⁰ can have.
      let turns = nearestWhole(x * ExactMathTables.twoOverPi)
      quadrant = Int(turns)
      let first = x - turns * ExactMathTables.halfPi1
      let second = twoSum(first, -(turns * ExactMathTables.halfPi2))
      let third = twoSum(second.high, -(turns * ExactMathTables.halfPi3))
      let low = (second.low + third.low) - turns * ExactMathTables.halfPi4
      rest = normalized(third.high, low)
    } else {
      (quadrant, rest) = Angle.reduceLarge(x)
    }
  }

  /// Payne & Hanek 1983: multiplies by 256 bits of 2/π, from the first that does not stand for whole turns.
  private static func reduceLarge(_ x: Double) -> (Int, DoubleDouble) {
    let mantissa = x.significandBitPattern | 1 << 52
    let exponent = Int(x.exponent) - 52
    // x = mantissa 2^exponent. The table has 64 zeros before the point's first digit.
    let start = exponent - 2 + 64
    let word = start >> 6
    let shift = UInt64(start & 63)
    let bits = ExactMathTables.twoOverPiBits
    func window(_ index: Int) -> UInt64 {
      let first = bits[word + index]
      return shift == 0 ? first : first << shift | bits[word + index + 1] >> (64 - shift)
    }
    // Their product modulo 2²⁵⁶, lowest word first: two bits of quarter turns, 254 of their fraction.
    var product: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var carry: UInt64 = 0
    func multiply(_ value: UInt64) -> UInt64 {
      let full = value.multipliedFullWidth(by: mantissa)
      let (sum, overflow) = full.low.addingReportingOverflow(carry)
      carry = full.high &+ (overflow ? 1 : 0)
      return sum
    }
    product.0 = multiply(window(3))
    product.1 = multiply(window(2))
    product.2 = multiply(window(1))
    product.3 = multiply(window(0))
    var quadrant = Int(product.3 >> 62)
    var isNegative = false
    if product.3 >> 61 & 1 == 1 {
      // More than half a quarter: from the other side. Negating loses one part in 2²⁵⁴.
      quadrant += 1
      isNegative = true
      product = (~product.0, ~product.1, ~product.2, ~product.3)
    }
    product.3 &= 1 << 62 - 1
    // The fraction as two doubles, then times π/2.
    let fraction = leading(product)
    let whole = twoProduct(fraction.high, ExactMathTables.halfPiHigh)
    let low =
      whole.low + (fraction.high * ExactMathTables.halfPiLow)
      + fraction.low * ExactMathTables.halfPiHigh
    let rest = normalized(whole.high, low)
    let sign: Double = isNegative != (x < 0) ? -1 : 1
    return (
      x < 0 ? -quadrant : quadrant, DoubleDouble(high: sign * rest.high, low: sign * rest.low)
    )
  }

  /// The leading 106 bits of a fraction of 254 bits.
  private static func leading(_ bits: (UInt64, UInt64, UInt64, UInt64)) -> DoubleDouble {
    var (low, middle, high) = (bits.1, bits.2, bits.3)
    var exponent = -254
    // No double comes nearer to a quarter turn than 2⁻⁶², so one word at most is empty.
    if high == 0 {
      (low, middle, high) = (bits.0, bits.1, bits.2)
      exponent -= 64
    }
    let zeros = UInt64(high.leadingZeroBitCount)
    if zeros > 0 {
      high = high << zeros | middle >> (64 - zeros)
      middle = middle << zeros | low >> (64 - zeros)
    }
    exponent -= Int(zeros)
    let first = Double(high >> 11)
    let second = Double((high & 0x7FF) << 42 | middle >> 22)
    let scale = Double(sign: .plus, exponent: exponent + 192, significand: 1)
    return normalized(first * 0x1p11 * scale, second * 0x1p-42 * scale)
  }

  /// The sine of the angle, if the quadrant is even.
  var sine: Double {
    let size = rest.high.magnitude
    let low = rest.high < 0 ? -rest.low : rest.low
    let index = Int(nearestWhole(size * 64))
    let t = size - Double(index) * 0x1p-6
    let square = t * t
    let (sineHigh, sineLow, cosineHigh, cosineLow) = Angle.entry(index)
    // sin(c + t) = sin c + cos c sin t − sin c (1 − cos t), with cos c · t exact
    let product = twoProduct(cosineHigh, t)
    let sum = normalized(sineHigh, product.high)
    let rest = low + t * square * Angle.sineSeries(square)
    let tail = sineLow + product.low + cosineLow * t + cosineHigh * rest
    let result =
      sum.high + (sum.low + (tail - sineHigh * (square * Angle.cosineSeries(square) + t * low)))
    return (self.rest.high < 0) != (quadrant & 2 != 0) ? -result : result
  }

  /// The sine of the angle, if the quadrant is odd.
  var cosine: Double {
    let size = rest.high.magnitude
    let low = rest.high < 0 ? -rest.low : rest.low
    let index = Int(nearestWhole(size * 64))
    let t = size - Double(index) * 0x1p-6
    let square = t * t
    let (sineHigh, sineLow, cosineHigh, cosineLow) = Angle.entry(index)
    // cos(c + t) = cos c − sin c sin t − cos c (1 − cos t), with sin c · t exact
    let product = twoProduct(-sineHigh, t)
    let sum = normalized(cosineHigh, product.high)
    let rest = low + t * square * Angle.sineSeries(square)
    let tail = cosineLow + product.low - sineLow * t - sineHigh * rest
    let result =
      sum.high + (sum.low + (tail - cosineHigh * (square * Angle.cosineSeries(square) + t * low)))
    return quadrant & 2 != 0 ? -result : result
  }

  @inline(__always)
  private static func entry(_ index: Int) -> (Double, Double, Double, Double) {
    let table = ExactMathTables.sines
    return (table[4 * index], table[4 * index + 1], table[4 * index + 2], table[4 * index + 3])
  }

  /// (sin t − t) / t³ of t², for t up to 1/128.
  @inline(__always)
  private static func sineSeries(_ square: Double) -> Double {
    -0x1.5555555555555p-3
      + square
      * (0x1.1111111111111p-7 + square * (-0x1.a01a01a01a01ap-13 + square * 0x1.71de3a556c734p-19))
  }

  /// (1 − cos t) / t² of t², for t up to 1/128.
  @inline(__always)
  private static func cosineSeries(_ square: Double) -> Double {
    0.5 + square * (-0x1.5555555555555p-5 + square * 0x1.6c16c16c16c17p-10)
  }
}

extension ExactMath {
  /// e to a power that is the sum of two doubles.
  ///
  /// - Parameter x: From −746 to 710.
  /// - Returns: The power.
  static func power(_ x: DoubleDouble) -> Double {
    let parts = ExponentParts(x.high)
    let r = parts.rest.high
    // What is left out of x is at most 2⁻⁴³ (for 746), its square nothing.
    let low = parts.rest.low + x.low
    // The linear term in full, then the rest of the series.
    let series = r * r * exponentialSeries(r) + (low + low * r)
    let sum = normalized(parts.powerHigh, parts.powerHigh * r)
    let tail = twoProduct(parts.powerHigh, r).low + parts.powerLow + parts.powerLow * r
    let mantissa = sum.high + (sum.low + (tail + parts.powerHigh * series))
    return scaled(mantissa, parts.exponent)
  }

  /// eˣ − 1 as the sum of two doubles.
  ///
  /// - Parameter x: From 0 to 40.
  /// - Returns: The value, to about 2⁻⁶⁵ of itself.
  static func powerMinusOne(_ x: Double) -> DoubleDouble {
    let parts = ExponentParts(x)
    let r = parts.rest.high
    // e^x − 1 = (2^n − 1) + 2^n (e^r − 1); the linear and the square term are exact where they matter.
    let scale = Double(sign: .plus, exponent: parts.exponent, significand: 1)
    let powerHigh = parts.powerHigh * scale
    let powerLow = parts.powerLow * scale
    let square = twoProduct(r, 0.5 * r)
    let cube = r * r * r * cubicSeries(r)
    let bracket = normalized(r, square.high)
    let bracketLow = bracket.low + (square.low + cube + parts.rest.low)
    let product = twoProduct(powerHigh, bracket.high)
    let productLow = product.low + powerHigh * bracketLow + powerLow * bracket.high
    let whole = twoSum(powerHigh, -1)
    let sum = twoSum(whole.high, product.high)
    return normalized(sum.high, sum.low + (whole.low + powerLow + productLow))
  }

  /// The natural logarithm as the sum of two doubles.
  ///
  /// - Parameter x: Positive and finite.
  /// - Returns: The logarithm, to about 2⁻⁶⁵ of itself.
  static func logarithm(_ x: Double) -> DoubleDouble {
    var mantissa = x
    var exponent = 0
    if x < Double.leastNormalMagnitude {
      mantissa *= 0x1p54
      exponent = -54
    }
    // x = m 2^exponent with m from about 0.70 to 1.42
    exponent += Int(mantissa.exponentBitPattern) - 1023
    mantissa = Double(bitPattern: mantissa.bitPattern & (1 << 52 - 1) | 1023 << 52)
    if mantissa > 0x1.6a09e667f3bcdp0 {
      mantissa *= 0.5
      exponent += 1
    }
    let index = 3 * (Int(nearestWhole(mantissa * 128)) - 90)
    let table = ExactMathTables.logs
    let inverse = table[index]
    // r = m · inverse − 1, exact in two halves: the inverse has 13 bits.
    let half = Double(bitPattern: mantissa.bitPattern & ~0x7FF_FFFF)
    let r = twoSum(half * inverse - 1, (mantissa - half) * inverse)
    // ln x = exponent ln 2 − ln inverse + r − r²/2 + …; the first two have 42 places: their sum is exact.
    let power = Double(exponent)
    let whole = power * ExactMathTables.lnTwoHigh + table[index + 1]
    let square = twoProduct(r.high, -0.5 * r.high)
    let sum = normalized(whole, r.high)
    let next = twoSum(sum.high, square.high)
    let low =
      power * ExactMathTables.lnTwoLow + table[index + 2] + r.low
      + (square.low - r.high * r.low + r.high * r.high * r.high * logarithmSeries(r.high))
    return normalized(next.high, next.low + (sum.low + low))
  }

  /// mantissa · 2^exponent, rounded once more where the result is subnormal.
  private static func scaled(_ mantissa: Double, _ exponent: Int) -> Double {
    // Two steps, as 2^1024 and 2^−1074 are not normal numbers.
    let half = exponent >> 1
    let first = Double(bitPattern: UInt64(1023 + half) << 52)
    let second = Double(bitPattern: UInt64(1023 + exponent - half) << 52)
    return mantissa * first * second
  }

  /// (eʳ − 1 − r) / r² for r up to 0.0055.
  @inline(__always)
  private static func exponentialSeries(_ r: Double) -> Double {
    0.5 + r * cubicSeries(r)
  }

  /// (eʳ − 1 − r − r²/2) / r³ for r up to 0.0055.
  @inline(__always)
  private static func cubicSeries(_ r: Double) -> Double {
    0x1.5555555555555p-3
      + r
      * (0x1.5555555555555p-5
        + r * (0x1.1111111111111p-7 + r * (0x1.6c16c16c16c17p-10 + r * 0x1.a01a01a01a01ap-13)))
  }

  /// (ln(1 + r) − r + r²/2) / r³ for r up to 0.0057.
  @inline(__always)
  private static func logarithmSeries(_ r: Double) -> Double {
    0x1.5555555555555p-2
      + r
      * (-0.25
        + r
        * (0x1.999999999999ap-3
          + r * (-0x1.5555555555555p-3 + r * (0x1.2492492492492p-3 - r * 0.125))))
  }
}

/// x = (64 · exponent + j) ln 2 / 64 + rest, with 2^(j/64) looked up.
private struct ExponentParts {
  var exponent: Int
  var powerHigh: Double
  var powerLow: Double
  /// At most ln 2 / 128 either way.
  var rest: DoubleDouble

  init(_ x: Double) {
    let steps = nearestWhole(x * ExactMathTables.stepsPerUnit)
    let count = Int(steps)
    exponent = count >> 6
    let table = ExactMathTables.powers
    powerHigh = table[2 * (count & 63)]
    powerLow = table[2 * (count & 63) + 1]
    // The first product and difference are exact.
    let second = twoSum(x - steps * ExactMathTables.step1, -(steps * ExactMathTables.step2))
    rest = normalized(second.high, second.low - steps * ExactMathTables.step3)
  }
}

/// A normal number by Box and Muller, rounded to Float, where a quick computation tells it for certain.
///
/// The number is worked out in Double with an error that is bounded. Where every number within the
/// bound rounds to the same Float, that Float is what the exact functions give; where not, which is
/// one number in a million, they have to be asked.
///
/// - Parameters:
///   - first: a word; stands for a radius in (0, 1].
///   - second: a word; stands for an angle.
/// - Returns: What ``RandomStream/exactNormal(_:_:)`` gives, bit for bit; or nil.
/// - Source: rounding tests: Ziv, *Fast evaluation of elementary mathematical functions with
///   correctly rounded last bit*, ACM TOMS 17(3), 1991.
package func quickNormal(_ first: UInt32, _ second: UInt32) -> Float? {
  let radius = quickRadius((Double(first) + 1) * 0x1p-32)
  let value = radius * quickCosine(ofTurns: second)
  // The errors of both factors together, and that of the angle which the exact cosine is of, are
  // below 3 · 10⁻¹⁵ of the radius.
  let bound = radius * 1e-14
  let (low, high) = (Float(value - bound), Float(value + bound))
  return low == high && bound > 0 ? low : nil
}

/// √(−2 ln x) of a multiple of 2⁻³² in (0, 1], to about 10⁻¹⁵ of itself.
@inline(__always)
private func quickRadius(_ x: Double) -> Double {
  // m in [√½, √2), s = (m − 1) / (m + 1), ln m = 2 s (1 + s²/3 + s⁴/5 + …): |s| < 0.172, and the
  // first term left out is s²²/23.
  let shifted = x.bitPattern &- 0x3FE6_A09E_667F_3BCD
  let exponent = Int64(bitPattern: shifted) >> 52
  let m = Double(bitPattern: x.bitPattern &- UInt64(bitPattern: exponent << 52))
  let s = (m - 1) / (m + 1)
  let z = s * s
  var series = 1.0 / 21
  series = series * z + 1.0 / 19
  series = series * z + 1.0 / 17
  series = series * z + 1.0 / 15
  series = series * z + 1.0 / 13
  series = series * z + 1.0 / 11
  series = series * z + 1.0 / 9
  series = series * z + 1.0 / 7
  series = series * z + 1.0 / 5
  series = series * z + 1.0 / 3
  let logarithm = Double(exponent) * 0x1.62e42fefa39efp-1 + 2 * (s + s * z * series)
  return (-2 * logarithm).squareRoot()
}

/// cos(2π · word / 2³²), to about 4 · 10⁻¹⁶.
@inline(__always)
private func quickCosine(ofTurns word: UInt32) -> Double {
  // The nearest quarter turn, and what is left: from −⅛ to ⅛ of a turn, exactly.
  let quarter = (word &+ 0x2000_0000) >> 30
  let left = Int32(bitPattern: word &- quarter << 30)
  let angle = Double(left) * 0x1.921fb54442d18p-30
  let z = angle * angle
  var cosine = 1.0 / 20_922_789_888_000
  cosine = cosine * z - 1.0 / 87_178_291_200
  cosine = cosine * z + 1.0 / 479_001_600
  cosine = cosine * z - 1.0 / 3_628_800
  cosine = cosine * z + 1.0 / 40_320
  cosine = cosine * z - 1.0 / 720
  cosine = cosine * z + 1.0 / 24
  cosine = 1 - (z * 0.5 - z * z * cosine)
  var sine = -1.0 / 1_307_674_368_000
  sine = sine * z + 1.0 / 6_227_020_800
  sine = sine * z - 1.0 / 39_916_800
  sine = sine * z + 1.0 / 362_880
  sine = sine * z - 1.0 / 5040
  sine = sine * z + 1.0 / 120
  sine = sine * z - 1.0 / 6
  sine = angle + angle * z * sine
  let size = quarter & 1 == 0 ? cosine : sine
  return quarter == 1 || quarter == 2 ? -size : size
}

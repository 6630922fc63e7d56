/// Sine and cosine together, for equations of motion that take millions of steps a second.
///
/// `sin` and `cos` are the better rounded ones; these are several times faster and come in two
/// forms, for one angle and for four, which give the same bits. As all of `ExactMath` they consist
/// of operations that IEEE 754 rounds the same everywhere.
///
/// Largest error measured: 1 unit of the last place within ±π/4, 1.5 beyond (tests hold them).
///
/// - Source: polynomials of the least largest error on ±π/4, found by Remez's algorithm in
///   `Tests/DeterminismTests/Reference/make_sine_and_cosine.py`.
extension ExactMath {
  /// The sine and the cosine of an angle.
  ///
  /// - Parameter angle: radians, of any size.
  /// - Returns: both; NaN for NaN and infinities; the sine of −0 is 0 without sign.
  @inlinable
  public static func sineAndCosine(_ angle: Double) -> (sine: Double, cosine: Double) {
    if angle.magnitude <= 0.785398163397448 {
      let (sine, cosine) = sineAndCosineOfEighth(SIMD2(angle, angle))
      return (sine[0], cosine[0])
    }
    return sineAndCosineBeyondEighth(angle)
  }

  /// The sines and the cosines of four angles.
  ///
  /// - Parameter angles: radians, of any size; quickest where all lie within ±π/4.
  /// - Returns: for each angle what the function of one angle returns.
  @inlinable
  public static func sineAndCosine(
    _ angles: SIMD4<Double>
  ) -> (sine: SIMD4<Double>, cosine: SIMD4<Double>) {
    let limit = 0.785398163397448
    if all(angles .<= limit) && all(angles .>= -limit) {
      return sineAndCosineOfEighth(angles)
    }
    return sineAndCosineBeyondEighth(angles)
  }

  /// Sines and cosines of angles within an eighth of a turn.
  @inlinable
  @inline(__always)
  static func sineAndCosineOfEighth<Angles: SIMD>(
    _ angles: Angles
  ) -> (Angles, Angles) where Angles.Scalar == Double {
    let square = angles * angles
    var sine = square * 0x1.5d932fb3a37b2p-33 - 0x1.ae5e66d6b503dp-26
    sine = square * sine + 0x1.71de3578774eap-19
    sine = square * sine - 0x1.a01a019c126f5p-13
    sine = square * sine + 0x1.111111110f881p-7
    sine = square * sine - 0x1.5555555555549p-3
    sine = angles + angles * square * sine

    var cosine = 0x1.1ee9ec48189a6p-29 - square * 0x1.8faecf50e7ee8p-37
    cosine = square * cosine - 0x1.27e4f80a7738ep-22
    cosine = square * cosine + 0x1.a01a019cb270bp-16
    cosine = square * cosine - 0x1.6c16c16c15184p-10
    cosine = square * cosine + 0x1.555555555554cp-5
    // 1 − square/2 with what its rounding left out.
    let half = square * 0.5
    let leading = 1 - half
    cosine = leading + (((1 - leading) - half) + square * square * cosine)
    return (sine, cosine)
  }

  /// Takes off quarter turns first.
  @usableFromInline
  static func sineAndCosineBeyondEighth(_ angle: Double) -> (sine: Double, cosine: Double) {
    // From here on, whole quarter turns times a part of π/2 are no longer exact.
    guard angle.magnitude < 0x1p20 else { return (sin(angle), cos(angle)) }
    // π/2 in four parts, as in `Angle`: the rest is good for every double below 2²⁰.
    let turns = nearestWhole(angle * ExactMathTables.twoOverPi)
    let first = angle - turns * ExactMathTables.halfPi1
    let second = twoSum(first, -(turns * ExactMathTables.halfPi2))
    let third = twoSum(second.high, -(turns * ExactMathTables.halfPi3))
    let rest = normalized(
      third.high, (second.low + third.low) - turns * ExactMathTables.halfPi4)
    let (sines, cosines) = sineAndCosineOfEighth(SIMD2(rest.high, rest.high))
    let sine = sines[0] + rest.low * cosines[0]
    let cosine = cosines[0] - rest.low * sines[0]
    switch Int(turns) & 3 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }

  /// Takes quarter turns off four angles first, with the operations of one angle.
  ///
  /// An angle within an eighth of a turn loses none and keeps its bits.
  @usableFromInline
  static func sineAndCosineBeyondEighth(
    _ angles: SIMD4<Double>
  ) -> (sine: SIMD4<Double>, cosine: SIMD4<Double>) {
    guard all(angles .< 0x1p20) && all(angles .> -0x1p20) else {
      var sines = SIMD4<Double>.zero
      var cosines = SIMD4<Double>.zero
      for lane in 0..<4 { (sines[lane], cosines[lane]) = sineAndCosine(angles[lane]) }
      return (sines, cosines)
    }
    // The lowest bits of the sum are those of the nearest whole number.
    let shifted = angles * ExactMathTables.twoOverPi + 0x1.8p52
    let turns = shifted - 0x1.8p52
    let first = angles - turns * ExactMathTables.halfPi1
    let (second, lowSecond) = twoSums(first, -(turns * ExactMathTables.halfPi2))
    let (third, lowThird) = twoSums(second, -(turns * ExactMathTables.halfPi3))
    let tail = (lowSecond + lowThird) - turns * ExactMathTables.halfPi4
    let rest = third + tail
    let low = tail - (rest - third)
    let (sines, cosines) = sineAndCosineOfEighth(rest)
    let sine = sines + low * cosines
    let cosine = cosines - low * sines
    let quarters = unsafeBitCast(shifted, to: SIMD4<UInt64>.self)
    let isOdd = (quarters & 1) .== 1
    let sineSigns = (quarters & 2) &<< 62
    let cosineSigns = ((quarters &+ 1) & 2) &<< 62
    return (
      withSigns(sine.replacing(with: cosine, where: isOdd), sineSigns),
      withSigns(cosine.replacing(with: sine, where: isOdd), cosineSigns)
    )
  }

  /// The exact sums of four pairs, each as the sum of two doubles; see `twoSum`.
  @inline(__always)
  private static func twoSums(
    _ a: SIMD4<Double>, _ b: SIMD4<Double>
  ) -> (high: SIMD4<Double>, low: SIMD4<Double>) {
    let sum = a + b
    let part = sum - a
    return (sum, (a - (sum - part)) + (b - part))
  }

  /// Turns the signs of the lanes that have their highest bit set in `signs`.
  @inline(__always)
  private static func withSigns(
    _ values: SIMD4<Double>, _ signs: SIMD4<UInt64>
  ) -> SIMD4<Double> {
    unsafeBitCast(
      unsafeBitCast(values, to: SIMD4<UInt64>.self) ^ signs, to: SIMD4<Double>.self)
  }
}

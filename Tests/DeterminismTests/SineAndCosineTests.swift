import Determinism
import Foundation
import Testing

struct SineAndCosineTests {
  /// Angle and value, as the sum of two doubles, of the lines of `Reference/exact_math.txt`.
  private func references(of name: String) throws -> [(angle: Double, high: Double, low: Double)] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/exact_math.txt")
    return try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix(name + " ") }.map { line in
        let numbers = try line.split(separator: " ").dropFirst().map {
          Double(bitPattern: try #require(UInt64($0, radix: 16)))
        }
        return (numbers[0], numbers[1], numbers[2])
      }
  }

  @Test(arguments: ["sin", "cos"]) func errorStaysWithinOneAndAHalfUnits(name: String) throws {
    let references = try references(of: name)
    #expect(references.count > 300)
    for (angle, high, low) in references where high.magnitude >= .leastNormalMagnitude {
      let both = ExactMath.sineAndCosine(angle)
      let value = name == "sin" ? both.sine : both.cosine
      let error = abs((value - high) - low) / high.ulp
      #expect(error <= (angle.magnitude <= 0.785 ? 1 : 1.5), "\(name) \(angle): \(error) ulp")
    }
  }

  @Test func fourAnglesGiveTheBitsOfOne() {
    var random = RandomStream(seed: 3)
    for round in 0..<4000 {
      // Within an eighth of a turn, around its end, and far beyond.
      let reach = [0.2, 0.785, 0.8, 1000][round % 4]
      var angles = SIMD4<Double>.zero
      for lane in 0..<4 { angles[lane] = reach * (2 * random.uniformDouble() - 1) }
      let four = ExactMath.sineAndCosine(angles)
      for lane in 0..<4 {
        let one = ExactMath.sineAndCosine(angles[lane])
        #expect(four.sine[lane] == one.sine && four.cosine[lane] == one.cosine, "\(angles[lane])")
      }
    }
  }

  @Test func sineIsOddAndCosineEven() {
    var random = RandomStream(seed: 4)
    for _ in 0..<2000 {
      let angle = 10 * random.uniformDouble()
      let (there, back) = (ExactMath.sineAndCosine(angle), ExactMath.sineAndCosine(-angle))
      #expect(there.sine == -back.sine && there.cosine == back.cosine, "\(angle)")
    }
  }

  @Test func specialAnglesHaveTheirValues() {
    #expect(ExactMath.sineAndCosine(0) == (0, 1))
    for angle in [Double.nan, .infinity, -.infinity] {
      let both = ExactMath.sineAndCosine(angle)
      #expect(both.sine.isNaN && both.cosine.isNaN)
      let four = ExactMath.sineAndCosine(SIMD4(angle, 0, 0, 0))
      #expect(four.sine[0].isNaN && four.cosine[1] == 1)
    }
    #expect(ExactMath.sineAndCosine(1e300).sine == ExactMath.sin(1e300))
  }

  /// What the same code gave where it was written; any other bits anywhere are a defect.
  @Test func manyValuesHaveTheKnownHash() {
    var random = RandomStream(seed: 2026)
    var hash = SHA256()
    for round in 0..<20_000 {
      let both = ExactMath.sineAndCosine(random.uniformDouble(in: -1..<1) * [0.7, 30][round % 2])
      for value in [both.sine, both.cosine] {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { hash.update($0) }
      }
    }
    #expect(
      SHA256.hex(of: hash.finalize())
        == "c098097513fdc40a5c0a2cd5051f2ed7d99d52dc5673ebd0259f672406771f35")
  }
}

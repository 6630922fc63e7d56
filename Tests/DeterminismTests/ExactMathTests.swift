import Determinism
import Foundation
import Testing

struct ExactMathTests {
  /// One line of `Reference/exact_math.txt`.
  struct Reference {
    var name: String
    var arguments: [Double]
    var high: Double
    var low: Double
  }

  private func references() throws -> [Reference] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/exact_math.txt")
    return try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map { line in
      let words = line.split(separator: " ")
      let numbers = try words.dropFirst().map {
        Double(bitPattern: try #require(UInt64($0, radix: 16)))
      }
      return Reference(
        name: String(words[0]), arguments: Array(numbers.dropLast(2)),
        high: numbers[numbers.count - 2], low: numbers[numbers.count - 1])
    }
  }

  @Test func everyFunctionStaysWithinItsStatedError() throws {
    let limits = [
      "sin": 0.501, "cos": 0.501, "exp": 0.501, "log": 0.501, "tanh": 0.502, "pow": 0.502,
    ]
    var worst: [String: (error: Double, arguments: [Double])] = [:]
    var count = 0
    for reference in try references() {
      let x = reference.arguments
      let value =
        switch reference.name {
        case "sin": ExactMath.sin(x[0])
        case "cos": ExactMath.cos(x[0])
        case "exp": ExactMath.exp(x[0])
        case "log": ExactMath.log(x[0])
        case "tanh": ExactMath.tanh(x[0])
        default: ExactMath.pow(x[0], x[1])
        }
      count += 1
      let error = abs((value - reference.high) - reference.low) / reference.high.ulp
      if reference.high.magnitude < .leastNormalMagnitude {
        #expect(error <= 1, "\(reference.name) \(x): \(error) ulp")
        continue
      }
      if error > worst[reference.name]?.error ?? 0 { worst[reference.name] = (error, x) }
    }
    #expect(count > 3000)
    for (name, limit) in limits {
      let found = try #require(worst[name])
      #expect(found.error <= limit, "\(name) at \(found.arguments)")
    }
    if ProcessInfo.processInfo.environment["APUS_SHOW"] != nil {
      print(worst.sorted { $0.key < $1.key })
    }
  }

  @Test func specialValues() {
    let infinity = Double.infinity
    #expect(ExactMath.sin(0).sign == .plus && ExactMath.sin(-0.0).sign == .minus)
    #expect(ExactMath.sin(infinity).isNaN && ExactMath.cos(-infinity).isNaN)
    #expect(ExactMath.sin(.nan).isNaN && ExactMath.cos(.nan).isNaN && ExactMath.exp(.nan).isNaN)
    #expect(ExactMath.cos(0) == 1 && ExactMath.exp(0) == 1 && ExactMath.log(1) == 0)
    #expect(ExactMath.exp(infinity) == infinity && ExactMath.exp(-infinity) == 0)
    #expect(ExactMath.exp(710) == infinity && ExactMath.exp(-746) == 0)
    #expect(ExactMath.log(0) == -infinity && ExactMath.log(-0.0) == -infinity)
    #expect(ExactMath.log(-1).isNaN && ExactMath.log(.nan).isNaN)
    #expect(ExactMath.log(infinity) == infinity)
    #expect(ExactMath.tanh(infinity) == 1 && ExactMath.tanh(-infinity) == -1)
    #expect(ExactMath.tanh(.nan).isNaN && ExactMath.tanh(-0.0).sign == .minus)
    #expect(
      ExactMath.tanh(Double.leastNonzeroMagnitude) == Double.leastNonzeroMagnitude
        && ExactMath.sin(Double.leastNonzeroMagnitude) == Double.leastNonzeroMagnitude)
  }

  @Test func powersOfSpecialValues() {
    let infinity = Double.infinity
    #expect(ExactMath.pow(.nan, 0) == 1 && ExactMath.pow(1, .nan) == 1)
    #expect(ExactMath.pow(.nan, 1).isNaN && ExactMath.pow(2, .nan).isNaN)
    #expect(ExactMath.pow(-8, 1.0 / 3).isNaN)
    #expect(
      ExactMath.pow(-2, 3) == -8 && ExactMath.pow(-2, 4) == 16 && ExactMath.pow(-1, infinity) == 1)
    #expect(ExactMath.pow(0, -1) == infinity && ExactMath.pow(-0.0, -1) == -infinity)
    #expect(ExactMath.pow(-0.0, 3).sign == .minus && ExactMath.pow(0, 0.5) == 0)
    #expect(ExactMath.pow(2, infinity) == infinity && ExactMath.pow(0.5, infinity) == 0)
    #expect(ExactMath.pow(2, -infinity) == 0 && ExactMath.pow(-infinity, 3) == -infinity)
    #expect(ExactMath.pow(infinity, -2) == 0 && ExactMath.pow(2, 1e300) == infinity)
    #expect(
      ExactMath.pow(0.9, Double.leastNonzeroMagnitude) == 1 && ExactMath.pow(2, 1023) == 0x1p1023)
    for exponent in 0...20 {
      #expect(ExactMath.pow(10, Double(exponent)) == Double("1e\(exponent)"))
    }
  }

  @Test func symmetryHoldsToTheBit() {
    var random = RandomStream(seed: 5)
    for _ in 0..<2000 {
      let x = random.uniformDouble(in: -1e5..<1e5)
      #expect(ExactMath.sin(-x) == -ExactMath.sin(x) && ExactMath.cos(-x) == ExactMath.cos(x))
      #expect(ExactMath.tanh(-x / 1e5) == -ExactMath.tanh(x / 1e5))
    }
  }

  /// What the same code gave on the machine it was written on; any other bits anywhere are a defect.
  @Test func manyValuesHaveTheKnownHash() {
    var random = RandomStream(seed: 2026)
    var hash = SHA256()
    for _ in 0..<20_000 {
      let x = random.uniformDouble(in: -30..<30)
      for value in [
        ExactMath.sin(x), ExactMath.cos(x * 1e7), ExactMath.exp(x), ExactMath.log(x.magnitude),
        ExactMath.tanh(x / 10), ExactMath.pow(x.magnitude, 1.7),
      ] {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { hash.update($0) }
      }
    }
    let digest = hash.finalize().prefix(8).map { String($0, radix: 16) }.joined(separator: " ")
    #expect(digest == "b9 dd 8 6 d5 55 73 10")
  }
}

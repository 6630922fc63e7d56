/// Reproducible floats for the kernels' tests (SplitMix64).
struct KernelInputs {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func word() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Uniform over -scale ..< scale.
  mutating func float(scale: Float = 1) -> Float {
    (Float(word() >> 40) * 0x1p-23 - 1) * scale
  }

  mutating func floats(_ count: Int, scale: Float = 1) -> [Float] {
    (0..<count).map { _ in float(scale: scale) }
  }

  mutating func integer(below bound: Int) -> Int { Int(word() % UInt64(bound)) }

  mutating func bool() -> Bool { word() & 1 == 1 }
}

/// Lengths around every width that the loops are cut into.
let awkwardLengths = [0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 63, 64, 65, 200]

/// The same bits, any NaN being equal to any other.
func sameBits(_ a: [Float], _ b: [Float]) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
}

extension Array where Element == Float {
  /// Runs `body` on a copy of these floats that starts one float off every alignment.
  func misaligned<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result {
    withUnsafeTemporaryAllocation(byteCount: (count + 1) * 4, alignment: 64) { raw in
      let copy = raw.bindMemory(to: Float.self)
      copy[0] = 0
      for (place, value) in enumerated() { copy[place + 1] = value }
      return body(UnsafePointer(copy.baseAddress.unsafelyUnwrapped + 1))
    }
  }
}

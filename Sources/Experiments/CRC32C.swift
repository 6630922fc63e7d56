/// The 32-bit Castagnoli checksum, as TensorFlow's record files and this module's resume files use it.
///
/// - Source: RFC 3720, appendix B.4 (polynomial 0x1EDC6F41, reflected, inverted at both ends);
///   the mask is that of the TFRecord format.
public struct CRC32C: Sendable, Hashable {
  private var register: UInt32 = 0xFFFF_FFFF

  /// Begins a checksum of no bytes.
  public init() {}

  /// Takes up the checksum where `value` left it.
  ///
  /// - Parameter value: The checksum of the bytes that went before.
  public init(resuming value: UInt32) { register = ~value }

  /// The checksum of all bytes so far.
  public var value: UInt32 { ~register }

  /// The checksum as a TFRecord stores it, so that a file of checksums does not check itself.
  public var masked: UInt32 { ((value >> 15) | (value << 17)) &+ 0xA282_EAD8 }

  /// Adds bytes.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    var register = self.register
    for byte in bytes {
      register = (register >> 8) ^ Self.table[Int((register ^ UInt32(byte)) & 0xFF)]
    }
    self.register = register
  }

  /// The checksum of one run of bytes.
  public static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
    var checksum = CRC32C()
    checksum.update(bytes)
    return checksum.value
  }

  private static let table: [UInt32] = (0..<256).map { index in
    var value = UInt32(index)
    for _ in 0..<8 { value = (value >> 1) ^ (value & 1 == 1 ? 0x82F6_3B78 : 0) }
    return value
  }
}

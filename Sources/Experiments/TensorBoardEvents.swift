/// Bytes of a TensorBoard event file: framed records, each holding one `tensorflow.Event`.
///
/// - Record: length as 8 bytes little-endian, masked CRC32C of these 8 bytes, the bytes, masked
///   CRC32C of the bytes.
/// - Event fields used: `wall_time` = 1 (double), `step` = 2 (varint), `file_version` = 3 (string),
///   `summary` = 5; summary: `value` = 1; value: `tag` = 1 (string), `simple_value` = 2 (float).
/// - `wall_time` is the step, read as seconds since 1970: a run must give the same bytes each time,
///   so no clock is read. TensorBoard's "Step" axis is right; its "Relative" axis counts steps.
/// - Source: the public formats `tensorflow/core/util/event.proto`, `summary.proto` and the TFRecord
///   description of TensorFlow's guide.
public enum TensorBoardEvents {
  /// The record that every event file begins with.
  public static var header: [UInt8] {
    var event = ProtocolBuffer()
    event.append(1, double: 0)
    event.append(3, bytes: Array("brain.Event:2".utf8))
    return record(event.bytes)
  }

  /// One record with scalars of one step.
  ///
  /// - Parameters:
  ///   - scalars: Tags ("rollout/meanReturn") and values, in the order they are written.
  ///   - step: Environment steps, at least 0.
  /// - Returns: The bytes of the record.
  public static func scalars(_ scalars: [(tag: String, value: Float)], step: Int) -> [UInt8] {
    var summary = ProtocolBuffer()
    for scalar in scalars {
      var value = ProtocolBuffer()
      value.append(1, bytes: Array(scalar.tag.utf8))
      value.append(2, float: scalar.value)
      summary.append(1, bytes: value.bytes)
    }
    var event = ProtocolBuffer()
    event.append(1, double: Double(step))
    event.append(2, varint: UInt64(step))
    event.append(5, bytes: summary.bytes)
    return record(event.bytes)
  }

  /// Frames the bytes of one record.
  static func record(_ bytes: [UInt8]) -> [UInt8] {
    var length: [UInt8] = []
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { length.append(contentsOf: $0) }
    return length + maskedChecksum(length) + bytes + maskedChecksum(bytes)
  }

  private static func maskedChecksum(_ bytes: [UInt8]) -> [UInt8] {
    var checksum = CRC32C()
    checksum.update(bytes)
    return withUnsafeBytes(of: checksum.masked.littleEndian) { Array($0) }
  }
}

/// The four field kinds that an event needs of the protocol buffer wire format.
///
/// - Source: protobuf's public "Encoding" page: key = field number · 8 + wire type.
struct ProtocolBuffer {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ field: UInt64, varint value: UInt64) {
    appendVarint(field << 3)
    appendVarint(value)
  }

  mutating func append(_ field: UInt64, double value: Double) {
    appendVarint(field << 3 | 1)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ field: UInt64, bytes value: [UInt8]) {
    appendVarint(field << 3 | 2)
    appendVarint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  mutating func append(_ field: UInt64, float value: Float) {
    appendVarint(field << 3 | 5)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

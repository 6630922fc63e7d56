import Experiments
import Testing

@Suite struct TensorBoardEventsTests {
  @Test func theChecksumIsThatOfTheStandard() {
    // RFC 3720, B.4: 32 bytes of zeros, of ones, and rising; and the usual check word.
    #expect(CRC32C.checksum(of: [UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum(of: [UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(of: (0..<32).map { UInt8($0) }) == 0x46DD_794E)
    #expect(CRC32C.checksum(of: Array("123456789".utf8)) == 0xE306_9283)
  }

  @Test func aChecksumCanBeTakenInParts() {
    var whole = CRC32C()
    whole.update(Array("123456789".utf8))
    var first = CRC32C()
    first.update(Array("1234".utf8))
    var rest = CRC32C(resuming: first.value)
    rest.update(Array("56789".utf8))
    #expect(rest.value == whole.value)
  }

  @Test func theHeaderIsTheOneThatEveryEventFileBeginsWith() {
    // wall_time 0: key 09 and eight zeros; file_version: key 1A, length 0D, "brain.Event:2".
    let event =
      [0x09] + [UInt8](repeating: 0, count: 8) + [0x1A, 0x0D] + Array("brain.Event:2".utf8)
    let bytes = TensorBoardEvents.header
    #expect(Array(bytes[..<8]) == [24, 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(bytes[12..<36]) == event)
    #expect(bytes.count == 40)
  }

  @Test func aScalarIsWrittenAsTheWireFormatSays() {
    // Step 300 as a varint is AC 02; the summary: value { tag "a" = 0A 01 61, 1.5 = 15 00 00 C0 3F }.
    let value: [UInt8] = [0x0A, 0x01, 0x61, 0x15, 0x00, 0x00, 0xC0, 0x3F]
    let summary: [UInt8] = [0x0A, 8] + value
    // wall_time 300.0 = 0x4072C00000000000.
    let event: [UInt8] =
      [0x09, 0, 0, 0, 0, 0, 0xC0, 0x72, 0x40, 0x10, 0xAC, 0x02, 0x2A, 10] + summary
    let bytes = TensorBoardEvents.scalars([(tag: "a", value: 1.5)], step: 300)
    #expect(Array(bytes[12..<(12 + event.count)]) == event)
    #expect(bytes.count == 8 + 4 + event.count + 4)
  }

  @Test func aStoredChecksumIsMasked() {
    var checksum = CRC32C()
    checksum.update(Array("123456789".utf8))
    // ((c >> 15) | (c << 17)) + 0xA282EAD8 with c = 0xE3069283.
    #expect(checksum.masked == 0xC78A_B0E5)
  }
}

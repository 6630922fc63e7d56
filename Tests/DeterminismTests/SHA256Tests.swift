import Determinism
import Foundation
import Testing

struct SHA256Tests {
  /// Examples of NIST for FIPS 180-4, and the digest of no bytes.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func publishedExamples(text: String, digest: String) {
    #expect(SHA256.hex(of: Array(text.utf8)) == digest)
  }

  @Test func theDivisionIntoPiecesMakesNoDifference() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for count in 0..<200 {
      let whole = Array(bytes[..<count])
      var pieces = SHA256()
      var start = 0
      var size = 1
      while start < count {
        pieces.update(Array(whole[start..<min(count, start + size)]))
        start += size
        size = size % 70 + 13
      }
      var once = SHA256()
      once.update(whole)
      #expect(pieces.finalize() == once.finalize(), "\(count) bytes")
    }
  }

  @Test func filesAreHashedAndMissingOnesNamed() throws {
    let path = NSTemporaryDirectory() + "apus-\(UUID().uuidString)"
    try Data("abc".utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try SHA256.hex(ofFile: path) == SHA256.hex(of: Array("abc".utf8)))
    #expect(throws: SHA256.UnreadableFile.self) { try SHA256.hex(ofFile: path + "-missing") }
  }
}

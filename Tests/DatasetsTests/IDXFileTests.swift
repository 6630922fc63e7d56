import Datasets
import Documents
import Testing

struct IDXFileTests {
  /// Unsigned bytes of shape [3, 2]: 1 to 6.
  private let plain: [UInt8] = [0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6]
  /// The same through Python's `gzip.compress(…, 9, mtime=0)`.
  private let compressed: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 99, 96, 224, 96, 98, 96, 96, 96, 6, 98, 38, 70, 38, 102, 22,
    86, 54, 0, 60, 64, 199, 130, 18, 0, 0, 0,
  ]

  @Test func plainAndCompressedFilesGiveTheSame() throws {
    let folder = try TemporaryFolder()
    for bytes in [plain, compressed] {
      let file = try IDXFile.read(contentsOf: folder.write("a", bytes))
      #expect(file.shape == [3, 2])
      #expect(file.bytes == [1, 2, 3, 4, 5, 6])
    }
  }

  @Test func everyTruncationIsRefused() throws {
    let folder = try TemporaryFolder()
    for bytes in [plain, compressed] {
      for count in bytes.indices {
        let path = try folder.write("a", Array(bytes[..<count]))
        #expect(throws: InputError.self, "\(count) bytes") { try IDXFile.read(contentsOf: path) }
      }
    }
  }

  @Test func everyFlippedBitIsRefusedOrReadWithTheClaimedSize() throws {
    let folder = try TemporaryFolder()
    for bytes in [plain, compressed] {
      for index in bytes.indices {
        for bit in 0..<8 {
          var damaged = bytes
          damaged[index] ^= 1 << UInt8(bit)
          let path = try folder.write("a", damaged)
          do {
            let file = try IDXFile.read(contentsOf: path)
            #expect(file.shape.reduce(1, *) == file.bytes.count)
          } catch {
            #expect(error is InputError)
          }
        }
      }
    }
  }

  @Test func hostileHeadersAreRefusedWithTheirReason() throws {
    let folder = try TemporaryFolder()
    func refusal(_ bytes: [UInt8]) throws -> String {
      let path = try folder.write("a", bytes)
      return message { _ = try IDXFile.read(contentsOf: path) }
    }
    let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
    #expect(try refusal([0, 0, 8, 2] + huge + [0, 0, 0, 1]).contains("asks for 4294967295 bytes"))
    #expect(try refusal([0, 0, 8, 2] + huge + huge).contains("larger than any file"))
    #expect(try refusal([0, 0, 8, 3] + huge + huge + huge).contains("larger than any file"))
    #expect(
      try refusal([0, 0, 8, 1, 0, 1, 0, 0] + [1, 2]).contains("more than a file of 10 can hold"))
    #expect(try refusal([0, 0, 8, 1, 0, 0, 0, 3, 1, 2]).contains("but only 2 follow"))
    #expect(try refusal(plain + [7]).contains("more bytes follow than the 6"))
    #expect(try refusal([0, 0, 0x0A, 1, 0, 0, 0, 0]).contains("element type is 10; expected 8"))
    #expect(try refusal([0, 0, 8, 0]).contains("expected 1 to 8 axes, found 0"))
    #expect(try refusal([1, 0, 8, 1]).contains("expected two zero bytes"))
    #expect(
      message { _ = try IDXFile.read(contentsOf: folder.path + "/x") }.contains("no such file"))
    #expect(message { _ = try IDXFile.read(contentsOf: folder.path) }.contains("not a plain file"))
  }
}

import Datasets
import Documents
import Testing

/// Archives of one stored and one deflated picture, whole and damaged.
struct ZipArchiveTests {
  @Test func storedAndDeflatedContentsAreRead() throws {
    let archive = try ZipArchive(PictureFiles.zip, path: "a.zip")
    #expect(
      archive.entries.map(\.name) == ["a/G/character01/1.png", "a/G/character02/1.png"])
    #expect(try archive.content(of: archive.entries[0], atMost: 1000) == PictureFiles.oneBit)
    #expect(try archive.content(of: archive.entries[1], atMost: 1000) == PictureFiles.grey)
  }

  @Test func aContentLargerThanTheLimitIsRefused() throws {
    let archive = try ZipArchive(PictureFiles.zip, path: "a.zip")
    #expect(
      message { _ = try archive.content(of: archive.entries[1], atMost: 84) }
        .hasPrefix("a.zip: 'a/G/character02/1.png' has 85 bytes, more than the 84 accepted here"))
  }

  @Test func everyTruncationIsRefused() {
    for count in 0..<PictureFiles.zip.count {
      let found = message {
        _ = try ZipArchive(Array(PictureFiles.zip[..<count]), path: "a.zip")
      }
      #expect(found.hasPrefix("a.zip: is not a sound zip archive"), "\(count): \(found)")
    }
  }

  /// Each byte changed in turn: an error or the right content, never a crash and never other bytes.
  @Test func aChangedByteIsRefusedOrWithoutEffect() throws {
    for place in PictureFiles.zip.indices {
      for bits in [0xFF, 0x01, 0x80] as [UInt8] {
        var bytes = PictureFiles.zip
        bytes[place] ^= bits
        guard let archive = try? ZipArchive(bytes, path: "a.zip") else { continue }
        for entry in archive.entries {
          guard let content = try? archive.content(of: entry, atMost: 1000) else { continue }
          #expect([PictureFiles.oneBit, PictureFiles.grey, []].contains(content), "\(place)")
        }
      }
    }
  }

  @Test func claimsThatNoFileCanHoldAreRefusedByName() {
    var bytes = PictureFiles.zip
    // The size of the deflated entry in the directory: its two top bytes.
    let place = PictureFiles.secondDirectoryEntry + 24
    bytes[place + 3] = 0x7F
    #expect(
      message { _ = try ZipArchive(bytes, path: "a.zip") }
        == "a.zip: is not a sound zip archive: 'a/G/character02/1.png' claims 2130706517 bytes in 82"
        + "\n  fetch the file again")
    bytes = PictureFiles.zip
    bytes[PictureFiles.secondDirectoryEntry + 8] |= 1
    #expect(
      message { _ = try ZipArchive(bytes, path: "a.zip") }.contains(
        "'a/G/character02/1.png' is encrypted"))
    bytes = PictureFiles.zip
    bytes[PictureFiles.secondDirectoryEntry + 10] = 12
    #expect(
      message { _ = try ZipArchive(bytes, path: "a.zip") }.contains("is packed by method 12"))
  }
}

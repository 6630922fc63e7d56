import Datasets
import Documents
import Testing

/// Pictures against Pillow's reading of the same bytes, and damaged ones.
struct GreyPictureTests {
  @Test func oneAndEightBitsAndEveryFilterAreReadAsPillowDoes() throws {
    let one = try GreyPicture(png: PictureFiles.oneBit, name: "one.png")
    #expect(one.width == 10 && one.height == 2)
    #expect(
      one.pixels == [
        255, 0, 255, 255, 0, 0, 255, 255, 0, 255, 255, 0, 255, 255, 0, 0, 255, 0, 0, 0,
      ])
    let grey = try GreyPicture(png: PictureFiles.grey, name: "grey.png")
    #expect(grey.width == 3 && grey.height == 5)
    #expect(grey.pixels == [10, 20, 30, 5, 10, 4, 6, 12, 7, 10, 19, 22, 110, 54, 104])
  }

  @Test func everyTruncationIsRefused() {
    for count in 0..<PictureFiles.grey.count {
      #expect(
        message { _ = try GreyPicture(png: Array(PictureFiles.grey[..<count]), name: "x.png") }
          .hasPrefix("x.png: is not a sound grey PNG"), "\(count)")
    }
    #expect(
      message { _ = try GreyPicture(png: PictureFiles.grey + [0], name: "x.png") }
        .contains("bytes follow its end"))
  }

  @Test func everyChangedByteIsRefused() {
    for place in PictureFiles.grey.indices {
      var bytes = PictureFiles.grey
      bytes[place] ^= 0x10
      #expect(throws: InputError.self, "\(place)") {
        _ = try GreyPicture(png: bytes, name: "x.png")
      }
    }
  }

  @Test func aHugeClaimIsRefusedBeforeMemoryIsTaken() {
    // 2^31 − 1 by 2^31 − 1 pixels, with the right checksum.
    #expect(
      message { _ = try GreyPicture(png: PictureFiles.hugePNG, name: "x.png") }
        == "x.png: is not a sound grey PNG: it claims 2147483647 x 2147483647 pixels; up to 4096 each "
        + "are read")
    #expect(
      message { _ = try GreyPicture(png: PictureFiles.colorPNG, name: "x.png") }
        .hasSuffix("only grey of 1 or 8 bits, not interlaced, is read"))
  }

  /// 3 × 3 pixels to 2 × 2: each new pixel covers one whole, two halves and a quarter, 2.25 in all.
  @Test func aPictureIsBroughtToAnotherSizeByArea() {
    let picture = GreyPicture(
      width: 3, height: 3, pixels: [0, 255, 255, 255, 255, 255, 255, 255, 155])
    // Ink 255, 0, 0 / 0, 0, 0 / 0, 0, 100: 255 / 2.25 = 113.3, 100 / 2.25 = 44.4.
    #expect(picture.ink(side: 2) == [113, 0, 0, 44])
    #expect(picture.ink(side: 3) == [255, 0, 0, 0, 0, 0, 0, 0, 100])
    #expect(picture.ink(side: 1) == [39])
    let black = GreyPicture(width: 105, height: 105, pixels: [UInt8](repeating: 0, count: 11_025))
    #expect(black.ink(side: 28) == [UInt8](repeating: 255, count: 784))
  }
}

import Environments
import Testing
import Visualizer

@Suite struct PictureFilesTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test(.enabled(if: OtherReader.isPresent, "\(OtherReader.absence)"))
  func aFolderHoldsEveryPictureByNumber() throws {
    let pictures =
      (0..<5).map { TestPictures.board($0) } + [TestPictures.smooth(0, width: 61, height: 43)]
    try record(pictures, to: folder("frames/"))
    #expect(try folder.names(in: "frames") == (1...6).map { "00000\($0).png" })
    // With few colours a file has a palette, with many it has none.
    for (index, picture) in pictures.enumerated() {
      let file = folder("frames/00000\(index + 1).png")
      #expect(try OtherReader.pictures(file, pixels: 61 * 43) == [picture.pixels])
    }
    #expect(try OtherReader.figure("pix_fmt", of: folder("frames/000001.png")) == "pal8")
    #expect(try OtherReader.figure("pix_fmt", of: folder("frames/000006.png")) == "rgb24")
  }

  @Test(.enabled(if: OtherReader.isPresent, "\(OtherReader.absence)"))
  func aStripShowsTheCourseEvenly() throws {
    // A picture of one colour a step; of 100, twelve are chosen, the first and the last too.
    let pictures = (0..<100).map { Picture(width: 40, height: 30, color: UInt32($0 * 2) << 8 | 99) }
    try record(pictures, to: folder("a.png"))
    let size = try OtherReader.figure("width,height", of: folder("a.png"))
    let (width, height) = (Int(size.prefix(4)) ?? 0, Int(size.suffix(3)) ?? 0)
    #expect(width == 6 * (320 + 12) + 12)
    let seen = try OtherReader.pictures(folder("a.png"), pixels: width * height)[0]
    let shown = (0..<12).map { tile in
      let (x, y) = (12 + tile % 6 * 332 + 160, 12 + tile / 6 * (height - 12) / 2 + 120)
      return Int(seen[y * width + x] >> 8) / 2
    }
    #expect(shown.first == 0 && shown.last == 99)
    for (tile, time) in shown.enumerated() { #expect(abs(time - tile * 9) <= 3, "tile \(tile)") }
  }

  @Test(arguments: [1, 2, 7, 13]) func aShortEpisodeHasAllItsPictures(count: Int) throws {
    try record((0..<count).map { TestPictures.board($0) }, to: folder("a.png"))
    let bytes = try folder.bytes("a.png")
    let width = Int(bytes[18]) << 8 | Int(bytes[19])
    let columns = min(6, count)
    // Pictures of 61 x 43 are enlarged five times.
    #expect(width == columns * (305 + 12) + 12)
    try record((0..<count).map { TestPictures.board($0) }, to: folder("b.png"))
    #expect(try folder.bytes("b.png") == bytes)
  }
}

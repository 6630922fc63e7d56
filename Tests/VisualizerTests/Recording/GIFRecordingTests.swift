import Testing
import Visualizer

/// Files are read by a decoder of the tests' own and by ffmpeg, which know nothing of the writer.
@Suite struct GIFRecordingTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test(arguments: [1, 2, 3, 17, 255, 256])
  func upToSoManyColoursAreExact(colors: Int) throws {
    let pictures = (0..<5).map { TestPictures.noise($0, colors: colors) }
    try record(pictures, to: folder("a.gif"))
    let decoded = try GIFDecoder(folder.bytes("a.gif"))
    let different = colors == 1 ? [pictures[0]] : pictures
    #expect(decoded.pictures == different.map(\.pixels))
    #expect(decoded.delays.reduce(0, +) == 50)
    #expect(decoded.loops == 0)
  }

  @Test(.enabled(if: OtherReader.isPresent, "\(OtherReader.absence)"))
  func ffmpegSeesEveryPixel() throws {
    for (name, pictures) in [
      ("board.gif", (0..<30).map { TestPictures.board($0) }),
      ("noise.gif", (0..<9).map { TestPictures.noise($0, colors: 256) }),
    ] {
      try record(pictures, to: folder(name))
      let decoded = try OtherReader.pictures(folder(name), pixels: pictures[0].pixels.count)
      #expect(decoded == pictures.map(\.pixels), "\(name)")
    }
  }

  /// Colours that come one after another are added to the palette in the file.
  @Test func coloursThatComeLaterAreExactToo() throws {
    let pictures = (0..<32).map { time in
      var picture = TestPictures.board(time)
      for place in 0..<7 { picture.pixels[place] = UInt32(0x10_2030 + 7 * time + place) }
      return picture
    }
    try record(pictures, to: folder("a.gif"))
    #expect(try GIFDecoder(folder.bytes("a.gif")).pictures == pictures.map(\.pixels))
  }

  @Test func moreColoursThanFitAreNearlyRight() throws {
    let pictures = (0..<20).map { TestPictures.smooth($0) }
    try record(pictures, to: folder("a.gif"))
    let decoded = try GIFDecoder(folder.bytes("a.gif"))
    #expect(decoded.delays.reduce(0, +) == 200)
    try #require(decoded.pictures.count == 20)
    for (picture, seen) in zip(pictures, decoded.pictures) {
      // 255 colours for a cube of 256 x 256 x 128 lie about 40 apart: 10 off in the mean.
      let difference = TestPictures.difference(picture.pixels, seen)
      #expect(difference.mean < 11 && difference.largest < 64)
    }
  }

  /// A drawing beside a heat map: large areas keep their colours.
  @Test func colorsOfLargeAreasStayExactAmongMany() throws {
    let pictures = (0..<6).map { time in
      var picture = TestPictures.smooth(time, width: 120, height: 43)
      let board = TestPictures.board(time)
      for y in 0..<43 {
        picture.pixels.replaceSubrange(
          (y * 120)..<(y * 120 + 61), with: board.pixels[(y * 61)..<(y * 61 + 61)])
      }
      return picture
    }
    try record(pictures, to: folder("a.gif"))
    let decoded = try GIFDecoder(folder.bytes("a.gif")).pictures
    for (picture, seen) in zip(pictures, decoded) {
      for y in 0..<43 {
        #expect(picture.pixels[(y * 120)..<(y * 120 + 61)] == seen[(y * 120)..<(y * 120 + 61)])
      }
    }
  }

  @Test func timesAreCarriedAndEqualPicturesLastLonger() throws {
    let pictures = (0..<31).map { TestPictures.board($0 / 2 * 2) }
    try record(pictures, to: folder("a.gif"), milliseconds: 33)
    let decoded = try GIFDecoder(folder.bytes("a.gif"))
    #expect(decoded.pictures.count == 16)
    #expect(decoded.delays.reduce(0, +) == 102)  // 31 x 33 ms = 1023 ms
    #expect(Set(decoded.delays.dropLast()) == [6, 7])
  }

  /// Readers slow down what is shorter than 2 hundredths.
  @Test func picturesThatAreTooShortGiveTheirTimeToTheNext() throws {
    let pictures = (0..<100).map { TestPictures.board($0) }
    try record(pictures, to: folder("a.gif"), milliseconds: 7)
    let decoded = try GIFDecoder(folder.bytes("a.gif"))
    #expect(decoded.delays.allSatisfy { $0 >= 2 })
    #expect(decoded.delays.reduce(0, +) == 70)
    #expect(decoded.pictures.last == pictures.last?.pixels)
    #expect(decoded.pictures.allSatisfy { seen in pictures.contains { $0.pixels == seen } })
  }

  @Test func aLongPauseIsMoreThanOneDelay() throws {
    let sink = try FilmFormat.gif.makeSink(path: folder("a.gif"), width: 61, height: 43)
    try sink.append(TestPictures.board(0), milliseconds: 700_000)
    try sink.append(TestPictures.board(0), milliseconds: 700_000)
    try sink.append(TestPictures.board(1), milliseconds: 40)
    try sink.finish()
    let decoded = try GIFDecoder(folder.bytes("a.gif"))
    #expect(decoded.delays == [65_535, 65_535, 140_000 - 2 * 65_535, 4])
    #expect(decoded.pictures[2] == TestPictures.board(0).pixels)
    #expect(decoded.pictures[3] == TestPictures.board(1).pixels)
  }

  @Test func onlyWhatChangesIsStored() throws {
    let pictures = (0..<50).map { TestPictures.board($0, width: 640, height: 360) }
    try record(pictures, to: folder("a.gif"))
    #expect(try folder.bytes("a.gif").count < 25_000)
    try record(pictures, to: folder("b.gif"))
    #expect(try folder.bytes("a.gif") == folder.bytes("b.gif"))
  }

  /// Also while more colours were seen than fit, and better ones are to be chosen at the end.
  @Test(arguments: [false, true])
  func theFileIsWholeAfterEveryPicture(hasManyColours: Bool) throws {
    let pictures = (0..<6).map {
      hasManyColours ? TestPictures.smooth($0) : TestPictures.board($0, width: 120, height: 80)
    }
    let sink = try FilmFormat.gif.makeSink(path: folder("a.gif"), width: 120, height: 80)
    for (index, picture) in pictures.enumerated() {
      try sink.append(picture, milliseconds: 50)
      let seen = try GIFDecoder(folder.bytes("a.gif")).pictures
      #expect(seen.count == index + 1)
      if !hasManyColours { #expect(seen == pictures[...index].map(\.pixels)) }
    }
    try sink.finish()
  }

  /// Blocks are written behind the trailer before it gives way: cut anywhere in them, the file is
  /// what it was before.
  @Test func whatIsCutWhileAPictureIsWrittenIsTheFileBefore() throws {
    let sink = try FilmFormat.gif.makeSink(path: folder("a.gif"), width: 61, height: 43)
    try sink.append(TestPictures.board(0), milliseconds: 50)
    let before = try folder.bytes("a.gif")
    try sink.append(TestPictures.board(1), milliseconds: 50)
    try sink.finish()
    let after = try folder.bytes("a.gif")
    #expect(after[..<(before.count - 1)] == before.dropLast())
    for end in stride(from: before.count, to: after.count, by: 7) {
      let half = before + after[before.count..<end]
      #expect(try GIFDecoder(half).pictures == [TestPictures.board(0).pixels])
    }
    #expect(try GIFDecoder(after).pictures.count == 2)
  }
}

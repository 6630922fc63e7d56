import Foundation
import Testing
import Visualizer

@Suite(.serialized, .enabled(if: OtherReader.isPresent, "\(OtherReader.absence)"))
struct FilmRecordingTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// H.264 keeps a quarter of the colours' resolution, and rounds: 3 of 255 in the mean here.
  @Test func everyPictureIsInTheFilmNearlyAsDrawn() throws {
    let pictures = (0..<40).map { TestPictures.board($0, width: 160, height: 120) }
    try record(pictures, to: folder("a.mp4"))
    let seen = try OtherReader.pictures(folder("a.mp4"), pixels: 160 * 120)
    try #require(seen.count == 40)
    for (index, picture) in pictures.enumerated() {
      let mean = TestPictures.difference(picture.pixels, seen[index]).mean
      #expect(mean < 3)
      // Nearer to itself than to the picture before or after.
      let other = pictures[index == 0 ? 1 : index - 1]
      #expect(mean < TestPictures.difference(other.pixels, seen[index]).mean)
    }
    #expect(try OtherReader.figure("duration", of: folder("a.mp4")) == "4.000000")
    #expect(try OtherReader.figure("pix_fmt", of: folder("a.mp4")) == "yuv420p")
    #expect(try folder.names() == ["a.mp4"])
    // The index stands in front: a film can begin before it was loaded.
    let text = String(decoding: try folder.bytes("a.mp4"), as: Unicode.ASCII.self)
    let index = try #require(text.range(of: "moov")?.lowerBound)
    let content = try #require(text.range(of: "mdat")?.lowerBound)
    #expect(index < content && !text.contains("moof"))
  }

  @Test func timesAreWholeFrames() throws {
    let sink = try FilmFormat.mp4.makeSink(
      path: folder("a.mp4"), width: 64, height: 48, framesPerSecond: 30)
    for time in 0..<10 {
      try sink.append(TestPictures.board(time, width: 64, height: 48), milliseconds: 70)
    }
    try sink.append(TestPictures.board(0, width: 64, height: 48), milliseconds: 300)
    try sink.finish()
    #expect(try OtherReader.figure("nb_read_frames", of: folder("a.mp4")) == "30")
    #expect(try OtherReader.figure("duration", of: folder("a.mp4")) == "1.000000")
  }

  @Test func oddSizesGetABlackEdge() throws {
    let pictures = (0..<5).map { TestPictures.board($0) }
    try record(pictures, to: folder("a.mp4"))
    #expect(try OtherReader.figure("width,height", of: folder("a.mp4")) == "62,44")
    let seen = try OtherReader.pictures(folder("a.mp4"), pixels: 62 * 44)
    #expect(seen.count == 5)
    #expect(seen[0][43 * 62 + 30] & 0xFF < 60)
  }

  @Test func theSamePicturesAreTheSameFile() throws {
    let pictures = (0..<30).map { TestPictures.smooth($0) }
    try record(pictures, to: folder("a.mp4"))
    try record(pictures, to: folder("b.mp4"))
    #expect(try folder.bytes("a.mp4") == folder.bytes("b.mp4"))
  }

  @Test func anFFmpegThatDiesIsQuotedAndNoSignalEndsUs() throws {
    let script =
      "#!/bin/sh\nhead -c 1000 > /dev/null\necho first >&2\necho 'no more paint' >&2\nexit 7\n"
    try script.write(toFile: folder("ffmpeg"), atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder("ffmpeg"))
    let sink = try FilmFormat.mp4.makeSink(
      path: folder("a.mp4"), width: 640, height: 360, programs: folder.path + ":/usr/bin:/bin")
    let picture = Picture(width: 640, height: 360)
    let error = #expect(throws: (any Error).self) {
      for _ in 0..<100 { try sink.append(picture, milliseconds: 100) }
    }
    #expect("\(String(describing: error))".contains("ffmpeg ended with status 7: no more paint"))
    #expect(throws: (any Error).self) { try sink.finish() }
  }

  @Test func aFilmWithoutPicturesLeavesNoFile() throws {
    let sink = try FilmFormat.mp4.makeSink(path: folder("a.mp4"), width: 64, height: 64)
    try sink.finish()
    #expect(try folder.names().isEmpty)
  }
}

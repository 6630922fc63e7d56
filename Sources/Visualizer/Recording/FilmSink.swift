import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes pictures as an MP4 with H.264, which ffmpeg packs.
///
/// While it is recorded the film is in fragments of half a second, so that what there is can be
/// played whenever it ends. At its end it is written anew with its index in front. All of ffmpeg's
/// options are fixed, its threads too: the same pictures are the same file with the same ffmpeg.
final class FilmSink: PictureSink {
  private let path: String
  private let width: Int
  private let height: Int
  private let framesPerSecond: Int
  private let programs: String
  private let encoder: FilmEncoder
  private var milliseconds = 0
  private var frames = 0

  /// Starts ffmpeg, which is looked for in the folders `programs`, for pictures of a size.
  ///
  /// - Throws: `InputError` where there is no ffmpeg.
  init(
    path: String, width: Int, height: Int, framesPerSecond: Int,
    programs: String
  ) throws {
    self.path = path
    self.width = width
    self.height = height
    self.framesPerSecond = framesPerSecond
    self.programs = programs
    encoder = try FilmEncoder(
      Self.arguments(path: path, width: width, height: height, framesPerSecond: framesPerSecond),
      path: path, programs: programs)
  }

  func append(_ picture: Picture, milliseconds shown: Int) throws {
    try FilmFormat.check(picture, width, height, shown, path)
    milliseconds += shown
    let end = (milliseconds * framesPerSecond + 500) / 1000
    try picture.pixels.withUnsafeBytes { bytes in
      while frames < end {
        try encoder.write(bytes)
        frames += 1
      }
    }
  }

  func finish() throws {
    try encoder.finish()
    guard frames > 0 else {
      unlink(path)
      return
    }
    let whole = path + ".whole.mp4"
    do {
      let copying = try FilmEncoder(
        [
          "-y", "-i", "file:\(path)", "-map", "0", "-c", "copy", "-fflags", "+bitexact",
          "-movflags", "+faststart", "-f", "mp4", "file:\(whole)",
        ], path: path, programs: programs)
      try copying.finish()
    } catch {
      unlink(whole)
      throw error
    }
    guard rename(whole, path) == 0 else { throw fileError("cannot be replaced", path, errno) }
  }

  private static func arguments(
    path: String, width: Int, height: Int, framesPerSecond: Int
  ) -> [String] {
    // Four bytes a pixel, as they stand in memory.
    let pixels = UInt32(1).littleEndian == 1 ? "bgr0" : "0rgb"
    let input = [
      "-f", "rawvideo", "-pixel_format", pixels, "-video_size", "\(width)x\(height)",
      "-framerate", "\(framesPerSecond)", "-i", "pipe:0",
    ]
    // H.264 halves the colours' resolution: sizes are made even, with black. The matrix is told
    // to players, so that colours are the same everywhere.
    let colors = [
      "-vf",
      "pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv"
        + ":flags=accurate_rnd+full_chroma_int+bitexact,format=yuv420p",
      "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
      "-color_range", "tv",
    ]
    let packing = [
      "-an", "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-threads", "1", "-bf", "0",
      "-g", "\(5 * framesPerSecond)", "-flags:v", "+bitexact", "-fflags", "+bitexact",
      "-map_metadata", "-1",
    ]
    let file = [
      "-movflags", "+empty_moov+default_base_moof", "-frag_duration", "500000",
      "-flush_packets", "1", "-f", "mp4", "-n", "file:\(path)",
    ]
    return input + colors + packing + file
  }
}

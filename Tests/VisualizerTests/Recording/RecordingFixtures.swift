import Environments
import Foundation
import Visualizer

/// A new empty folder, which is removed with this object.
final class TestFolder {
  let path = NSTemporaryDirectory() + "apus-recording-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { path + "/" + name }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
  }

  /// The names in the folder, or in one in it, sorted.
  func names(in folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder).sorted()
  }
}

/// ffmpeg as an independent reader.
enum OtherReader {
  static let absence: String = "ffmpeg is not installed"
  static let isPresent: Bool = ["ffmpeg", "ffprobe"].allSatisfy { path(of: $0) != nil }

  private static func path(of program: String) -> String? {
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return folders.split(separator: ":").map { $0 + "/" + program }
      .first(where: FileManager.default.isExecutableFile)
  }

  /// What a program prints.
  static func run(_ program: String, _ arguments: [String]) throws -> [UInt8] {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: path(of: program) ?? program)
    process.arguments = ["-v", "error"] + arguments
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice  // A film that was cut off is complained of.
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Array(bytes)
  }

  /// The pictures of a file, as 0x00RRGGBB.
  static func pictures(_ path: String, pixels: Int) throws -> [[UInt32]] {
    let bytes = try run(
      "ffmpeg",
      ["-i", path, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
    return stride(from: 0, to: bytes.count, by: 3 * pixels).map { start in
      (0..<min(pixels, (bytes.count - start) / 3)).map { pixel in
        (0..<3).reduce(0) { $0 << 8 | UInt32(bytes[start + 3 * pixel + $1]) }
      }
    }
  }

  /// A figure of the first stream or the file, such as "duration".
  static func figure(_ name: String, of path: String) throws -> String {
    let bytes = try run(
      "ffprobe",
      ["-count_frames", "-show_entries", "stream=\(name)", "-of", "csv=p=0", path])
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
  }
}

/// Pictures that move like those of games.
enum TestPictures {
  /// A board of few colours on which something wanders, with a bar that grows.
  static func board(_ time: Int, width: Int = 61, height: Int = 43) -> Picture {
    var frame = Frame(width: width, height: height, color: .mist)
    frame.fillRectangle(x: 4, y: 4, width: width / 2, height: height - 8, .blue)
    frame.fillCircle(x: 6 + time * 3 % (width / 2), y: 10 + time % 20, radius: 3, .vermilion)
    frame.fillRectangle(x: width / 2 + 8, y: height / 2, width: 1 + time % 20, height: 5, .ink)
    return Picture(frame)
  }

  /// Noise of so many colours, which are spread over all there are.
  static func noise(_ seed: Int, colors: Int, width: Int = 90, height: Int = 70) -> Picture {
    var picture = Picture(width: width, height: height)
    var state = UInt32(truncatingIfNeeded: seed) &+ 7
    for place in picture.pixels.indices {
      state = state &* 1_664_525 &+ 1_013_904_223
      picture.pixels[place] = UInt32(Int(state >> 8) % colors) &* 0x9E_3779 & 0xFF_FFFF
    }
    return picture
  }

  /// A smooth picture of thousands of colours, which change with time.
  static func smooth(_ time: Int, width: Int = 120, height: Int = 80) -> Picture {
    var picture = Picture(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        let red = UInt32(255 * x / width)
        let green = UInt32(255 * y / height)
        picture.pixels[y * width + x] = red << 16 | green << 8 | UInt32((x + y + 5 * time) & 0x7F)
      }
    }
    return picture
  }

  /// The mean and the largest difference of a channel.
  static func difference(_ first: [UInt32], _ second: [UInt32]) -> (mean: Double, largest: Int) {
    precondition(first.count == second.count, "expected \(first.count), got \(second.count)")
    var (sum, largest) = (0, 0)
    for (one, other) in zip(first, second) {
      for shift: UInt32 in [0, 8, 16] {
        let difference = abs(Int(one >> shift & 0xFF) - Int(other >> shift & 0xFF))
        sum += difference
        largest = max(largest, difference)
      }
    }
    return (Double(sum) / Double(3 * first.count), largest)
  }
}

/// Writes pictures to a new file of 100 ms each.
func record(
  _ pictures: [Picture], to path: String, milliseconds: Int = 100, framesPerSecond: Int = 10
) throws {
  let sink = try FilmFormat.of(path).makeSink(
    path: path, width: pictures[0].width, height: pictures[0].height,
    framesPerSecond: framesPerSecond)
  for picture in pictures { try sink.append(picture, milliseconds: milliseconds) }
  try sink.finish()
}

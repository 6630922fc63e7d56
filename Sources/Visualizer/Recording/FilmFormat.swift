import Documents
import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What pictures can be kept as.
package enum FilmFormat: String, Sendable, CaseIterable {
  /// An animated picture.
  case gif
  /// A film, which ffmpeg packs.
  case mp4
  /// One picture with an episode's course.
  case png
  /// A folder of numbered pictures.
  case frames

  /// The longest side of a picture, in pixels.
  package static let sizes = 1...16_384
  /// The most pixels of a picture.
  private static let mostPixels = 1 << 25

  /// The format of a file by its ending; a folder's name ends in a slash.
  ///
  /// - Throws: `InputError` where the ending says nothing.
  package static func of(_ path: String) throws -> FilmFormat {
    let name = path.lowercased()
    for format in [gif, mp4, png] where name.hasSuffix(".\(format.rawValue)") { return format }
    if path.hasSuffix("/") { return .frames }
    throw InputError(
      "a recording is a .gif, an .mp4, a .png or a folder that ends in /", file: path,
      remedy: "give a name with one of these endings")
  }

  /// The most pictures in a second; with more, pictures are left out.
  package var fastest: Double { self == .gif ? 50 : self == .png ? .infinity : 60 }

  /// Something that writes pictures to a new file.
  ///
  /// - Parameters:
  ///   - path: the file, or the folder; nothing of that name may exist, but an empty folder.
  ///   - width: of every picture, in pixels.
  ///   - height: of every picture, in pixels.
  ///   - framesPerSecond: of a film, which shows a picture in a whole number of frames.
  ///   - programs: folders in which ffmpeg is looked for, as in the variable PATH.
  /// - Returns: the writer, which ends the file when it is told to.
  /// - Throws: `InputError` where the file exists, the size is none, or ffmpeg is missing.
  package func makeSink(
    path: String, width: Int, height: Int, framesPerSecond: Int = 30,
    programs: String = ProcessInfo.processInfo.environment["PATH"] ?? ""
  ) throws -> any PictureSink {
    for (name, length) in [("width", width), ("height", height)]
    where !Self.sizes.contains(length) {
      throw InputError(
        "the \(name) of a recording is from 1 to \(Self.sizes.upperBound) pixels, not \(length)",
        file: path)
    }
    guard width * height <= Self.mostPixels else {
      throw InputError(
        "a recording has at most \(Self.mostPixels) pixels, not \(width) x \(height)", file: path)
    }
    precondition(
      (1...1000).contains(framesPerSecond), "expected 1...1000 frames, got \(framesPerSecond)")
    try checkIsNew(path)
    return switch self {
    case .gif: GIFSink(path: path, width: width, height: height)
    case .mp4:
      try FilmSink(
        path: path, width: width, height: height, framesPerSecond: framesPerSecond,
        programs: programs)
    case .png: StripSink(path: path, width: width, height: height)
    case .frames: try FolderSink(path: path, width: width, height: height)
    }
  }

  /// Something that writes pictures to a new file, in the size of the first one.
  ///
  /// - Parameters:
  ///   - path: the file, or the folder; nothing of that name may exist, but an empty folder.
  ///   - framesPerSecond: of a film, which shows a picture in a whole number of frames.
  /// - Returns: the writer, which ends the file when it is told to.
  /// - Throws: `InputError` where the file exists; other faults are found with the first picture.
  package func makeSink(path: String, framesPerSecond: Int = 30) throws -> any PictureSink {
    try checkIsNew(path)
    return FirstSizeSink {
      try makeSink(
        path: path, width: $0.width, height: $0.height, framesPerSecond: framesPerSecond)
    }
  }

  /// A strip of pictures of one size.
  static func makeStrip(path: String, of picture: Picture, theme: ThemeKind) throws -> StripSink {
    try png.checkIsNew(path)
    return StripSink(path: path, width: picture.width, height: picture.height, theme: theme)
  }

  /// Refuses what exists already, as files of episodes do.
  private func checkIsNew(_ path: String) throws {
    var status = stat()
    guard self == .frames || lstat(path, &status) != 0 else {
      throw InputError(
        "exists already", file: path, remedy: "give another name, or remove it first")
    }
  }

  /// Refuses a picture of another size than those before it.
  static func check(
    _ picture: Picture, _ width: Int, _ height: Int, _ milliseconds: Int, _ path: String
  ) throws {
    precondition(milliseconds >= 0, "expected a time, got \(milliseconds) ms")
    guard (picture.width, picture.height) == (width, height) else {
      throw InputError(
        "a picture of \(picture.width) x \(picture.height) pixels cannot be added to a recording "
          + "of \(width) x \(height)", file: path)
    }
  }
}

/// Writes pictures that have the size of the first one.
private final class FirstSizeSink: PictureSink {
  private let make: (Picture) throws -> any PictureSink
  private var sink: (any PictureSink)?

  init(_ make: @escaping (Picture) throws -> any PictureSink) { self.make = make }

  func append(_ picture: Picture, milliseconds: Int) throws {
    let sink = try sink ?? make(picture)
    self.sink = sink
    try sink.append(picture, milliseconds: milliseconds)
  }

  func finish() throws { try sink?.finish() }
}

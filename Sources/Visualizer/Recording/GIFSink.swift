import Documents

/// Writes pictures as a GIF that loops for ever.
///
/// All pictures share one palette. It grows with the colours that appear, and the pictures are
/// exact, up to 256 colours. Where there are more, the pictures are kept until the recording ends,
/// or until they take 64 MiB; then the best colours for them are chosen and they are written anew.
/// Later colours take the few entries that were left, or the nearest there is.
///
/// The file is whole and can be shown after every picture, whatever happens then.
final class GIFSink: PictureSink {
  /// The shortest delay that every reader keeps, in hundredths of a second.
  private static let shortestDelay = 2
  /// Entries of a chosen palette that are left for colours to come.
  private static let spareEntries = 32

  private let file: GrowingGIF
  private let width: Int
  private let height: Int
  private var encoder: GIFEncoder
  /// Nil once the colours are chosen.
  private var history: GIFHistory?
  /// Colours of the palette that are in the file.
  private var writtenColors: [UInt32] = []
  /// The length of all that was appended, in milliseconds.
  private var milliseconds = 0
  /// When the next picture begins, and how long the last one in the file is shown; in hundredths
  /// of a second.
  private var start = 0
  private var lastDelay = 0
  private var lastBlocks = 0
  /// A picture that was shown too shortly to be written yet.
  private var pending: Picture?

  /// A GIF of a size, which is not written before the first picture.
  init(path: String, width: Int, height: Int) {
    file = GrowingGIF(path: path)
    self.width = width
    self.height = height
    encoder = GIFEncoder(width: width, height: height)
    history = GIFHistory(width: width, height: height)
  }

  func append(_ picture: Picture, milliseconds shown: Int) throws {
    try FilmFormat.check(picture, width, height, shown, file.path)
    milliseconds += shown
    let end = (milliseconds + 5) / 10
    // A picture that would be gone at once gives its time to the next one.
    if end - start < Self.shortestDelay {
      pending = picture
    } else {
      try write(picture, delay: end - start)
      pending = nil
      start = end
    }
  }

  func finish() throws {
    if let pending { try write(pending, delay: Self.shortestDelay) }
    pending = nil
    if history != nil { try chooseColors(spare: 0) }
    try file.finish()
  }

  private func write(_ picture: Picture, delay: Int) throws {
    let (blocks, area) = encoder.blocks(of: picture)
    history?.append(picture, area: area, delay: delay)
    if let blocks {
      try add(blocks, delay: delay)
    } else {
      try lengthen(by: delay)
    }
    if history?.isFull == true { try chooseColors(spare: Self.spareEntries) }
  }

  /// Writes the blocks of a picture; with the first one, the file appears.
  private func add(_ blocks: [UInt8], delay: Int) throws {
    lastDelay = min(delay, GIFFormat.longestDelay)
    let delayed = GIFFormat.delayed(blocks, by: lastDelay)
    let colors = encoder.palette.colors
    if writtenColors.isEmpty {
      let header = GIFFormat.header(width: width, height: height, palette: colors)
      try file.begin(header + delayed)
      lastBlocks = header.count
    } else {
      // Colours that are new come before the picture that needs them.
      for (index, color) in colors.enumerated()
      where index >= writtenColors.count || writtenColors[index] != color {
        try file.patch(GIFFormat.channels(color), at: GIFFormat.paletteOffset + 3 * index)
      }
      lastBlocks = try file.append(delayed)
    }
    writtenColors = colors
    try lengthen(by: delay - lastDelay)
  }

  /// Shows the last picture longer.
  private func lengthen(by delay: Int) throws {
    let room = min(delay, GIFFormat.longestDelay - lastDelay)
    if room > 0 {
      lastDelay += room
      try file.patch(GIFFormat.word(lastDelay), at: lastBlocks + GIFFormat.delayOffset)
    }
    // Where the longest delay is not enough, pictures follow that change nothing.
    if delay > room { try add(encoder.pause(), delay: delay - room) }
  }

  /// Ends the time in which colours can be chosen; with more than fit, writes the file anew.
  private func chooseColors(spare: Int) throws {
    guard let kept = history else { return }
    history = nil
    guard encoder.palette.hasOverflowed else { return }
    encoder = GIFEncoder(width: width, height: height, palette: kept.palette(spare: spare))
    writtenColors = []
    try file.replace { try kept.replay { try write($0, delay: $1) } }
  }
}

import Documents
import Environments

/// Writes one picture with the course of an episode: twelve moments in two rows, evenly chosen,
/// with a label under each.
///
/// What is written is all that there was when it is finished.
final class StripSink: PictureSink {
  private let path: String
  private let width: Int
  private let height: Int
  private let theme: ThemeKind
  /// Every `stride`-th picture with its label, and the last one.
  private var kept: [(picture: Picture, label: String)] = []
  private var last: (picture: Picture, label: String)?
  private var stride = 1
  private var count = 0
  private var milliseconds = 0

  /// Pictures of a strip, and of a row.
  private static let tiles = 12
  private static let columns = 6
  /// The longest side of a picture in a strip, in pixels.
  private static let tileSize = 320
  private static let margin = 12

  /// A strip of pictures of a size.
  init(path: String, width: Int, height: Int, theme: ThemeKind = .light) {
    self.theme = theme
    self.path = path
    self.width = width
    self.height = height
  }

  /// Adds a picture, labelled with the time at which it begins.
  func append(_ picture: Picture, milliseconds shown: Int) throws {
    try append(picture, label: "\(Scene.short(Double(milliseconds) / 1000)) s")
    milliseconds += shown
  }

  /// Adds a picture with a label.
  func append(_ picture: Picture, label: String) throws {
    try FilmFormat.check(picture, width, height, 0, path)
    last = (picture, label)
    if count.isMultiple(of: stride) { kept.append((picture, label)) }
    count += 1
    // So many are kept that the choice is even, in at most 128 MiB or so.
    if kept.count >= max(2 * Self.tiles, min(512, (1 << 25) / (width * height))) {
      kept = kept.indices.filter { $0.isMultiple(of: 2) }.map { kept[$0] }
      stride *= 2
    }
  }

  func finish() throws {
    guard let last else { return }
    // The last picture is the end of the episode.
    if (count - 1) % stride != 0 { kept.append(last) }
    var chosen = kept
    if kept.count > Self.tiles {
      let steps = Self.tiles - 1
      chosen = (0...steps).map { kept[($0 * (kept.count - 1) + steps / 2) / steps] }
    }
    try writeAtomically(PNGFile.bytes(of: strip(chosen)), to: path)
  }

  /// The pictures in rows.
  private func strip(_ tiles: [(picture: Picture, label: String)]) -> Picture {
    let look = Look(theme, unit: 1)
    let room = Rectangle(x: 0, y: 0, width: Self.tileSize, height: Self.tileSize)
    let tile = Canvas.place(of: Frame(tiles[0].picture), in: room)
    let columns = min(Self.columns, tiles.count)
    let rows = (tiles.count + columns - 1) / columns
    let line = look.body.typeface.lineHeight
    let cell = (width: tile.width + Self.margin, height: tile.height + line + Self.margin)
    var canvas = Canvas(
      width: columns * cell.width + Self.margin, height: rows * cell.height + Self.margin,
      color: look.theme.paper)
    for (index, (picture, label)) in tiles.enumerated() {
      let x = Self.margin + index % columns * cell.width
      let y = Self.margin + index / columns * cell.height
      canvas.draw(
        Frame(picture), in: Rectangle(x: x, y: y, width: tile.width, height: tile.height))
      let text = canvas.fitted(label, width: tile.width, look.body)
      canvas.text(text, x: x, y: y + tile.height + 2, look.body, look.theme.ink)
    }
    return canvas.picture
  }
}

import Environments

/// How a character looks; nil is the terminal's own colour.
struct TerminalStyle: Hashable {
  var ink: Color?
  var paper: Color?
  var isBold = false
  /// Ink and paper exchanged.
  var isReversed = false

  static let usual = TerminalStyle()

  init(ink: Color? = nil, paper: Color? = nil, isBold: Bool = false, isReversed: Bool = false) {
    self.ink = ink
    self.paper = paper
    self.isBold = isBold
    self.isReversed = isReversed
  }
}

/// The screen of a terminal as a value: a character and a look for each place.
///
/// What is drawn outside is left out, so that nothing is ever wider than the terminal.
struct TerminalGrid: Hashable {
  struct Cell: Hashable {
    /// Nil in the second place of a wide character.
    var character: Unicode.Scalar?
    var style: TerminalStyle

    static let blank = Cell(character: " ", style: .usual)

    /// Whether nothing is seen here.
    var isBlank: Bool { character == " " && style.paper == nil && !style.isReversed }
  }

  let width: Int
  let height: Int
  /// Whether only ASCII characters may appear, and no colours.
  let isPlain: Bool
  private(set) var cells: [Cell]

  /// A blank grid.
  ///
  /// - Precondition: both lengths are at least 0.
  init(width: Int, height: Int, isPlain: Bool) {
    precondition(width >= 0 && height >= 0, "expected a size, got \(width)×\(height)")
    self.width = width
    self.height = height
    self.isPlain = isPlain
    cells = [Cell](repeating: .blank, count: width * height)
  }

  subscript(x: Int, y: Int) -> Cell { cells[y * width + x] }

  /// Writes one narrow character.
  mutating func put(_ character: Unicode.Scalar, x: Int, y: Int, _ style: TerminalStyle = .usual) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    separate(x, y)
    cells[y * width + x] = Cell(
      character: isPlain ? TerminalCharacters.ascii(character) : character, style: style)
  }

  /// Writes a line of text into at most `limit` places, with "…" where it is cut.
  ///
  /// - Returns: the place after the text.
  @discardableResult
  mutating func put(
    _ text: String, x: Int, y: Int, limit: Int = .max, _ style: TerminalStyle = .usual
  ) -> Int {
    let places = TerminalCharacters.places(of: text)
    let room = max(0, min(limit, width - x))
    func columns(_ scalar: Unicode.Scalar) -> Int {
      isPlain ? 1 : TerminalCharacters.columns(of: scalar)
    }
    var isCut = places.reduce(0) { $0 + columns($1) } > room
    if room < 4 { isCut = false }
    let end = x + room - (isCut ? 1 : 0)
    var column = x
    for scalar in places {
      let span = columns(scalar)
      guard column + span <= end else { break }
      put(scalar, x: column, y: y, style)
      if span == 2, y >= 0, y < height, column + 1 >= 0 {
        separate(column + 1, y)
        cells[y * width + column + 1] = Cell(character: nil, style: style)
      }
      column += span
    }
    if isCut {
      put("…", x: column, y: y, style)
      column += 1
    }
    return column
  }

  /// Writes a text that ends before the place `end`.
  mutating func put(_ text: String, endingAt end: Int, y: Int, _ style: TerminalStyle = .usual) {
    put(text, x: max(0, end - TerminalCharacters.columns(of: text)), y: y, style)
  }

  /// Fills places of one line with a narrow character.
  mutating func fill(
    _ character: Unicode.Scalar, x: Int, y: Int, count: Int, _ style: TerminalStyle = .usual
  ) {
    for place in 0..<max(0, count) { put(character, x: x + place, y: y, style) }
  }

  /// Copies another grid over this one.
  mutating func place(_ other: TerminalGrid, x: Int, y: Int) {
    for row in 0..<other.height where y + row >= 0 && y + row < height {
      for column in 0..<other.width where x + column >= 0 && x + column < width {
        let cell = other[column, row]
        // A wide character is not cut in two.
        if column == 0 || x + column == 0 { separate(x + column, y + row) }
        let isCut =
          (cell.character == nil && x + column == 0)
          || (x + column == width - 1 && column + 1 < other.width
            && other[column + 1, row].character == nil)
        cells[(y + row) * width + x + column] = isCut ? .blank : cell
      }
      let end = x + other.width
      if end < width, end > 0, cells[(y + row) * width + end].character == nil {
        cells[(y + row) * width + end] = .blank
      }
    }
  }

  /// Takes away the other half of a wide character that is about to lose one.
  private mutating func separate(_ x: Int, _ y: Int) {
    let index = y * width + x
    if cells[index].character == nil, x > 0 { cells[index - 1] = .blank }
    if x + 1 < width, cells[index + 1].character == nil { cells[index + 1] = .blank }
  }
}

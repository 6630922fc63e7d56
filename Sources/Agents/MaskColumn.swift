/// Which actions are possible, a row of bits for each observation.
struct MaskColumn {
  /// Actions of a row.
  let actions: Int
  private let bytesPerRow: Int
  /// `rows * bytesPerRow` bytes; the lowest bit of a row's first byte is action 0.
  private var storage: [UInt8]

  /// A column in which all actions are possible.
  init(actions: Int, rows: Int) {
    self.actions = actions
    bytesPerRow = (actions + 7) / 8
    storage = Array(repeating: 0xFF, count: rows * bytesPerRow)
  }

  var bytes: Int { storage.count }

  /// Adds rows in which all actions are possible.
  mutating func grow(to rows: Int) {
    let count = rows * bytesPerRow
    storage.append(contentsOf: repeatElement(0xFF, count: max(0, count - storage.count)))
  }

  /// Writes `count` rows beginning at `row`; nil where all actions are possible.
  mutating func write(_ masks: UnsafeBufferPointer<Bool>?, at row: Int, count: Int) {
    let unset: UInt8 = masks == nil ? 0xFF : 0
    for index in 0..<(count * bytesPerRow) { storage[row * bytesPerRow + index] = unset }
    guard let masks else { return }
    precondition(
      masks.count == count * actions, "expected \(count * actions) masks, got \(masks.count)")
    for index in 0..<count {
      let first = (row + index) * bytesPerRow
      for action in 0..<actions where masks[index * actions + action] {
        storage[first + action >> 3] |= 1 << UInt8(action & 7)
      }
    }
  }

  /// Writes one row from those of all copies; nil where all actions are possible.
  mutating func write(_ masks: UnsafeBufferPointer<Bool>?, of copy: Int, at row: Int) {
    let own = masks.map {
      UnsafeBufferPointer(rebasing: $0[(copy * actions)..<((copy + 1) * actions)])
    }
    write(own, at: row, count: 1)
  }

  /// Whether an action is possible in a row.
  subscript(row: Int, action: Int) -> Bool {
    storage[row * bytesPerRow + action >> 3] >> UInt8(action & 7) & 1 == 1
  }

  /// The stored bytes of some rows.
  func bytes(of range: Range<Int>) -> ArraySlice<UInt8> {
    storage[(range.lowerBound * bytesPerRow)..<(range.upperBound * bytesPerRow)]
  }

  /// Overwrites rows, beginning at `row`, with stored bytes.
  mutating func replaceRows(at row: Int, with bytes: ArraySlice<UInt8>) {
    let start = row * bytesPerRow
    storage.replaceSubrange(start..<(start + bytes.count), with: bytes)
  }
}

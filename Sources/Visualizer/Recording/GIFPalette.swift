/// The colours of a GIF, which become more while it is written.
///
/// The number 0 stands for what was there before, as long as it is not needed for the last of 256
/// colours.
struct GIFPalette {
  /// The colours by number; at most 256.
  private(set) var colors: [UInt32]
  /// Whether there were more colours than fit.
  private(set) var hasOverflowed = false
  /// Whether number 0 is no colour.
  private(set) var hasTransparency = true
  /// Colours that are nearer to one of the palette than this, as a sum of squares, need no entry.
  private let tolerance: Int
  private var table = ColorTable()

  /// A palette that holds every colour exactly as long as they fit.
  init() {
    colors = [0]
    tolerance = 0
  }

  /// A palette of chosen colours; further ones take the entries that are left where none is near.
  ///
  /// - Precondition: there are at most 255.
  init(chosen: [UInt32]) {
    precondition(chosen.count <= 255, "expected at most 255 colours, got \(chosen.count)")
    colors = [0] + chosen
    tolerance = 3 * 10 * 10
    hasOverflowed = true
    for (index, color) in chosen.enumerated() { table.set(color, Int32(index + 1)) }
  }

  /// The number of a colour: its own, or that of the nearest one where none is left.
  @inline(__always)
  mutating func index(of color: UInt32) -> UInt8 {
    if let known = table.number(of: color) { return UInt8(truncatingIfNeeded: known) }
    return newIndex(of: color)
  }

  private mutating func newIndex(of color: UInt32) -> UInt8 {
    // A picture of noise has millions of colours; they need not be remembered.
    if table.count > 1 << 20 { forget() }
    let near = nearest(to: color)
    var index = near.index
    if near.distance > tolerance {
      if colors.count < 256 {
        index = colors.count
        colors.append(color)
      } else if tolerance == 0 && hasTransparency {
        (index, hasTransparency) = (0, false)
        colors[0] = color
      } else {
        hasOverflowed = true
      }
    }
    table.set(color, Int32(index))
    return UInt8(index)
  }

  /// The entry of the least sum of squared differences; the first of several.
  private func nearest(to color: UInt32) -> (index: Int, distance: Int) {
    var best = (index: hasTransparency ? 1 : 0, distance: Int.max)
    for index in best.index..<colors.count {
      let distance = Self.distance(colors[index], color)
      if distance < best.distance { best = (index, distance) }
    }
    return best
  }

  private static func distance(_ first: UInt32, _ second: UInt32) -> Int {
    var sum = 0
    for shift: UInt32 in [0, 8, 16] {
      let difference = Int(first >> shift & 0xFF) - Int(second >> shift & 0xFF)
      sum += difference * difference
    }
    return sum
  }

  private mutating func forget() {
    table = ColorTable()
    for index in (hasTransparency ? 1 : 0)..<colors.count { table.set(colors[index], Int32(index)) }
  }
}

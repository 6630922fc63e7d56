/// Chooses the colours that stand for many.
///
/// Colours of large areas stay as they are. The others are divided again and again at the mean of
/// the channel in which they differ most, those first that are worst off (variance-based median
/// cut: Wan, Prusinkiewicz, Wong 1990). A colour weighs the root of the pixels that it covers, so
/// that small things keep their colours too.
struct ColorQuantizer {
  private struct Entry {
    var color: UInt32
    var weight: Double

    func channel(_ index: Int) -> Double { Double(color >> UInt32(8 * (2 - index)) & 0xFF) }
  }

  /// Some of the colours, and what would be gained by dividing them.
  private struct Box {
    var range: Range<Int>
    var mean = [0.0, 0.0, 0.0]
    var errors = [0.0, 0.0, 0.0]

    var error: Double { errors[0] + errors[1] + errors[2] }

    init(_ range: Range<Int>, of entries: [Entry]) {
      self.range = range
      let weight = entries[range].reduce(0) { $0 + $1.weight }
      for channel in 0..<3 {
        mean[channel] =
          entries[range].reduce(0) { $0 + $1.weight * $1.channel(channel) } / weight
        for entry in entries[range] {
          let difference = entry.channel(channel) - mean[channel]
          errors[channel] += entry.weight * difference * difference
        }
      }
    }

    var color: UInt32 {
      mean.reduce(0) { $0 << 8 | UInt32($1.rounded()) }
    }
  }

  /// At most `count` colours for pictures in which each of `colors`, every one once, covers so many
  /// pixels.
  static func palette(_ colors: [UInt32], pixels: [Int], count: Int) -> [UInt32] {
    guard colors.count > count else { return colors }
    let total = pixels.reduce(0, +)
    let order = colors.indices.sorted {
      pixels[$0] != pixels[$1] ? pixels[$0] > pixels[$1] : colors[$0] < colors[$1]
    }
    // What covers more than 1/1024 of all is kept exactly.
    let kept = order.prefix(count / 2).prefix { pixels[$0] * 1024 > total }
    var entries = order.dropFirst(kept.count).map {
      Entry(color: colors[$0], weight: Double(pixels[$0]).squareRoot())
    }
    var boxes = [Box(entries.indices, of: entries)]
    while kept.count + boxes.count < count {
      var worst = 0
      for index in boxes.indices where boxes[index].error > boxes[worst].error { worst = index }
      let box = boxes[worst]
      guard box.error > 0 else { break }
      var channel = 0
      for other in 1..<3 where box.errors[other] > box.errors[channel] { channel = other }
      let below = entries[box.range].filter { $0.channel(channel) <= box.mean[channel] }
      let above = entries[box.range].filter { $0.channel(channel) > box.mean[channel] }
      guard !below.isEmpty, !above.isEmpty else { break }
      entries.replaceSubrange(box.range, with: below + above)
      let middle = box.range.lowerBound + below.count
      boxes[worst] = Box(box.range.lowerBound..<middle, of: entries)
      boxes.append(Box(middle..<box.range.upperBound, of: entries))
    }
    return kept.map { colors[$0] } + boxes.map(\.color)
  }
}

import Environments

extension Frame {
  /// The picture in a smaller size: each new pixel is the mean of the area it covers, weighted in
  /// whole 1/`width` × 1/`height` parts, so that thin lines fade and do not vanish.
  ///
  /// - Precondition: a size of at least 1 × 1 and at most this one's.
  package func shrunk(toWidth newWidth: Int, height newHeight: Int) -> Frame {
    precondition(
      (1...width).contains(newWidth) && (1...height).contains(newHeight),
      "expected a size within \(width)×\(height), got \(newWidth)×\(newHeight)")
    var result = Frame(width: newWidth, height: newHeight)
    for y in 0..<newHeight {
      let rows = Self.parts(of: y, from: height, to: newHeight)
      for x in 0..<newWidth {
        let columns = Self.parts(of: x, from: width, to: newWidth)
        var (red, green, blue) = (0, 0, 0)
        for row in rows {
          for column in columns {
            let color = self[column.index, row.index]
            let weight = row.weight * column.weight
            red += Int(color.red) * weight
            green += Int(color.green) * weight
            blue += Int(color.blue) * weight
          }
        }
        let whole = width * height
        result[x, y] = Color(
          red: UInt8((red + whole / 2) / whole), green: UInt8((green + whole / 2) / whole),
          blue: UInt8((blue + whole / 2) / whole))
      }
    }
    return result
  }

  /// The old pixels that new pixel `index` covers, with their shares; the shares sum to `old`.
  private static func parts(
    of index: Int, from old: Int, to new: Int
  ) -> [(index: Int, weight: Int)] {
    // On a ruler of old × new units an old pixel is `new` units long and a new one `old` units.
    let (start, end) = (index * old, (index + 1) * old)
    return (start / new...(end - 1) / new).map { pixel in
      (pixel, min(end, (pixel + 1) * new) - max(start, pixel * new))
    }
  }

  /// Copies another picture into this one with its top left corner at (x, y); clips.
  mutating func place(_ picture: Frame, x: Int, y: Int) {
    for row in 0..<picture.height where (0..<height).contains(y + row) {
      for column in 0..<picture.width where (0..<width).contains(x + column) {
        self[x + column, y + row] = picture[column, row]
      }
    }
  }
}

extension Color {
  /// Brightness as eyes see it, 0...255, with the weights of BT.601.
  var luminance: Int { (299 * Int(red) + 587 * Int(green) + 114 * Int(blue)) / 1000 }
}

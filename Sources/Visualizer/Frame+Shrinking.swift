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
    let whole = width * height
    var sums = [Int](repeating: 0, count: 3 * newWidth)
    var shrunk: [UInt8] = []
    shrunk.reserveCapacity(3 * newWidth * newHeight)
    pixels.withUnsafeBufferPointer { pixels in
      for y in 0..<newHeight {
        for place in sums.indices { sums[place] = 0 }
        // On a ruler of old × new units an old pixel is `new` units long and a new one `old` units.
        let (top, bottom) = (y * height, (y + 1) * height)
        for row in top / newHeight...(bottom - 1) / newHeight {
          let share = min(bottom, (row + 1) * newHeight) - max(top, row * newHeight)
          var (old, left) = (0, newWidth)  // the old pixel and what is left of it
          for new in 0..<newWidth {
            var need = width
            while need > 0 {
              let part = min(left, need)
              let source = 3 * (row * width + old)
              for channel in 0..<3 {
                sums[3 * new + channel] += Int(pixels[source + channel]) * part * share
              }
              need -= part
              left -= part
              if left == 0 { (old, left) = (old + 1, newWidth) }
            }
          }
        }
        for sum in sums { shrunk.append(UInt8((sum + whole / 2) / whole)) }
      }
    }
    return Frame(width: newWidth, height: newHeight, pixels: shrunk)
  }
}

extension Color {
  /// Brightness as eyes see it, 0...255, with the weights of BT.601.
  var luminance: Int { (299 * Int(red) + 587 * Int(green) + 114 * Int(blue)) / 1000 }
}

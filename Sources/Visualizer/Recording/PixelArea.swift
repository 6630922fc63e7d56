#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A part of a picture, in pixels from the top left.
struct PixelArea: Hashable {
  var x: Int
  var y: Int
  var width: Int
  var height: Int

  /// All of a picture.
  init(width: Int, height: Int) {
    (x, y) = (0, 0)
    self.width = width
    self.height = height
  }

  /// The least area that holds every pixel in which two pictures of one width differ; nil where
  /// they are equal.
  init?<Pixel: FixedWidthInteger>(
    ofChangesFrom old: [Pixel], to new: [Pixel], width: Int
  ) {
    precondition(old.count == new.count, "expected \(old.count) pixels, got \(new.count)")
    var (top, bottom) = (0, old.count / width)
    var (left, right) = (width, 0)
    let size = MemoryLayout<Pixel>.stride
    old.withUnsafeBytes { old in
      new.withUnsafeBytes { new in
        guard let old = old.baseAddress, let new = new.baseAddress else { return }
        func differ(_ row: Int, _ from: Int, _ to: Int) -> Bool {
          let start = (row * width + from) * size
          return memcmp(old + start, new + start, (to - from) * size) != 0
        }
        while top < bottom && !differ(top, 0, width) { top += 1 }
        while top < bottom && !differ(bottom - 1, 0, width) { bottom -= 1 }
        // A row moves an edge only where it differs beyond it.
        for row in top..<bottom {
          if left > 0 && differ(row, 0, left) {
            var x = 0
            while !differ(row, x, x + 1) { x += 1 }
            left = x
          }
          if right < width && differ(row, right, width) {
            var x = width
            while !differ(row, x - 1, x) { x -= 1 }
            right = x
          }
        }
      }
    }
    guard top < bottom else { return nil }
    x = left
    y = top
    self.width = right - left
    height = bottom - top
  }

  /// The pixels of this part of a picture that is `rowLength` pixels wide.
  func part<Pixel>(of pixels: [Pixel], rowLength: Int) -> [Pixel] {
    var part: [Pixel] = []
    part.reserveCapacity(width * height)
    for row in y..<(y + height) {
      part += pixels[(row * rowLength + x)..<(row * rowLength + x + width)]
    }
    return part
  }
}

import Determinism
import TensorCore

/// Distorts images at random: shifted, turned and resized a little, with noise and a hole.
///
/// Shift, turn and size are one map of the plane, read off between four pixels; beyond the image is 0.
/// A square of random size and place becomes 0, and normal noise is added.
package struct ImageDistortion: Sendable, Hashable {
  /// The largest shift in pixels, along each axis.
  package var shift: Float
  /// The largest turn in degrees.
  package var turn: Float
  /// The largest change of size as a share.
  package var zoom: Float
  /// The standard deviation of the noise.
  package var noise: Float
  /// The largest side of the hole as a share of the image's height.
  package var erase: Float

  /// The distortions of a configuration.
  package init(_ configuration: PretrainingConfiguration) {
    shift = configuration.shift
    turn = configuration.turn
    zoom = configuration.zoom
    noise = configuration.pixelNoise
    erase = configuration.erase
  }

  /// Distorts each image by itself.
  ///
  /// - Parameters:
  ///   - images: `[B, C, H, W]`.
  ///   - random: Each image takes seven uniform numbers, then all together their noise.
  /// - Returns: The same shape.
  package func distorted(_ images: Tensor, using random: inout RandomStream) -> Tensor {
    let shape = images.shape
    let (channels, height, width) = (shape[1], shape[2], shape[3])
    let size = channels * height * width
    var result = images
    images.withUnsafeScalars { source in
      result.withUnsafeMutableScalars { target in
        for image in 0..<shape[0] {
          let map = PlaneMap(self, height: height, width: width, using: &random)
          let hole = Hole(erase, height: height, width: width, using: &random)
          for channel in 0..<channels {
            let start = image * size + channel * height * width
            for row in 0..<height {
              for column in 0..<width {
                target[start + row * width + column] =
                  hole.contains(row, column)
                  ? 0 : map.value(row, column, source, start)
              }
            }
          }
        }
        guard noise > 0 else { return }
        var draws = [Float](repeating: 0, count: target.count)
        draws.withUnsafeMutableBufferPointer {
          random.fillNormal($0, mean: 0, standardDeviation: noise)
        }
        for index in target.indices { target[index] += draws[index] }
      }
    }
    return result
  }
}

/// Where each pixel of a distorted image is read off.
private struct PlaneMap {
  let height: Int
  let width: Int
  let cosine: Float
  let sine: Float
  let rowShift: Float
  let columnShift: Float

  init(
    _ distortion: ImageDistortion, height: Int, width: Int, using random: inout RandomStream
  ) {
    func draw(_ limit: Float) -> Float { limit * (2 * random.uniform() - 1) }
    self.height = height
    self.width = width
    let angle = Double(draw(distortion.turn)) * (Double.pi / 180)
    let size = Double(1 + draw(distortion.zoom))
    cosine = Float(ExactMath.cos(angle) / size)
    sine = Float(ExactMath.sin(angle) / size)
    rowShift = draw(distortion.shift)
    columnShift = draw(distortion.shift)
  }

  /// The value between the four pixels around the place; 0 for those outside.
  func value(
    _ row: Int, _ column: Int, _ source: UnsafeBufferPointer<Float>, _ start: Int
  ) -> Float {
    let (middleRow, middleColumn) = (Float(height - 1) / 2, Float(width - 1) / 2)
    let y = Float(row) - middleRow - rowShift
    let x = Float(column) - middleColumn - columnShift
    let place = (
      row: cosine * y - sine * x + middleRow, column: sine * y + cosine * x + middleColumn
    )
    let (top, left) = (place.row.rounded(.down), place.column.rounded(.down))
    guard top >= -1, left >= -1, top < Float(height), left < Float(width) else { return 0 }
    let (y0, x0) = (Int(top), Int(left))
    func pixel(_ row: Int, _ column: Int) -> Float {
      row >= 0 && row < height && column >= 0 && column < width
        ? source[start + row * width + column] : 0
    }
    let (down, right) = (place.row - top, place.column - left)
    let upper = pixel(y0, x0) * (1 - right) + pixel(y0, x0 + 1) * right
    let lower = pixel(y0 + 1, x0) * (1 - right) + pixel(y0 + 1, x0 + 1) * right
    return upper * (1 - down) + lower * down
  }
}

/// A square that becomes 0.
private struct Hole {
  let rows: Range<Int>
  let columns: Range<Int>

  init(_ erase: Float, height: Int, width: Int, using random: inout RandomStream) {
    let side = min(Int(random.uniform() * erase * Float(height) + 0.5), height, width)
    let top = Int(random.uniform() * Float(height - side + 1))
    let left = Int(random.uniform() * Float(width - side + 1))
    rows = top..<(top + side)
    columns = left..<(left + side)
  }

  func contains(_ row: Int, _ column: Int) -> Bool {
    rows.contains(row) && columns.contains(column)
  }
}

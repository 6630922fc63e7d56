import TensorKernels

/// A copy of elements from places at some distances to places at others.
///
/// The axes of the copy, each with the distance between neighbours in the source and in the target
/// (negative or 0 too); axes that lie one in the other in both are merged.
struct StridedCopy {
  private typealias Axis = (size: Int, source: Int, target: Int)
  private var count = 1
  /// The axes outside the two that a kernel copies at once.
  private var outer: [Axis] = []
  private var rows: Axis = (1, 0, 0)
  private var columns: Axis = (1, 1, 1)

  /// A copy of `sizes` elements, outermost axis first.
  ///
  /// - Parameters:
  ///   - sizes: how many elements along each axis.
  ///   - strides: the distances in the source.
  ///   - targetStrides: the distances in the target; those of consecutive elements where nil.
  init(sizes: [Int], strides: [Int], targetStrides: [Int]? = nil) {
    var axes: [Axis] = []
    for place in sizes.indices.reversed() {
      let size = sizes[place]
      let target = targetStrides?[place] ?? count
      count *= size
      if size == 1 { continue }
      if let last = axes.last, strides[place] == last.source * last.size,
        target == last.target * last.size
      {
        axes[axes.count - 1].size *= size
      } else {
        axes.append((size, strides[place], target))
      }
    }
    // Innermost first here. Two axes go to the kernel: the innermost of the target, and the one of
    // neighbours in the source, or the next.
    if axes.first?.target == 1 { columns = axes.removeFirst() }
    let place = columns.source == 1 ? 0 : axes.firstIndex { $0.source == 1 } ?? 0
    if place < axes.count { rows = axes.remove(at: place) }
    outer = axes
  }

  /// Copies, on several threads where that pays.
  func run(_ target: UnsafeMutablePointer<Float>, _ source: UnsafePointer<Float>) {
    guard count > 0 else { return }
    let blocks = outer.reduce(1) { $0 * $1.size }
    guard blocks > 1 else {
      let minimum = (elementsWorthAThread + columns.size - 1) / columns.size
      return Parallel.forEachRange(count: rows.size, minimumPerPart: minimum) {
        copy(
          target + $0.lowerBound * rows.target, source + $0.lowerBound * rows.source, $0.count)
      }
    }
    let block = rows.size * columns.size
    let minimum = (elementsWorthAThread + block - 1) / block
    Parallel.forEachRange(count: blocks, minimumPerPart: minimum) { range in
      for number in range {
        var rest = number
        var to = target
        var from = source
        for axis in outer {
          let (quotient, place) = rest.quotientAndRemainder(dividingBy: axis.size)
          rest = quotient
          to += place * axis.target
          from += place * axis.source
        }
        copy(to, from, rows.size)
      }
    }
  }

  @inline(__always)
  private func copy(
    _ target: UnsafeMutablePointer<Float>, _ source: UnsafePointer<Float>, _ rowCount: Int
  ) {
    if columns.source == 1 {
      ck_copy_rows(target, rows.target, source, rows.source, rowCount, columns.size)
    } else if rows.source == 1 {
      ck_transpose_rows(target, rows.target, source, columns.source, columns.size, rowCount)
    } else if columns.source == 0 {
      for row in 0..<rowCount {
        ck_fill(target + row * rows.target, source[row * rows.source], columns.size)
      }
    } else {
      for row in 0..<rowCount {
        ck_copy_strided(
          target + row * rows.target, source + row * rows.source, columns.source, columns.size)
      }
    }
  }
}

extension Shape {
  /// The distance between neighbours along each axis, in elements.
  var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * dimension(axis + 1)
    }
    return strides
  }

  /// How far the elements of this shape move for a step along each axis of `larger`, which it
  /// broadcasts to.
  func strides(in larger: Shape) -> [Int] {
    let own = strides
    return (0..<larger.rank).map {
      let axis = $0 - (larger.rank - rank)
      return axis < 0 || dimension(axis) == 1 ? 0 : own[axis]
    }
  }
}

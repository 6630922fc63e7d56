/// Whole numbers with the sums of groups of them, so that one can be drawn in proportion.
///
/// Four numbers make a group, four sums of groups the next, and so on. The sums are whole
/// numbers too: after any number of changes they are what adding up afresh would give.
///
/// - Complexity: every operation O(log count).
package struct SumTree: Hashable {
  /// How many numbers or sums make a group.
  package static let fanOut = 4

  /// The numbers, filled up with zeros to whole groups.
  private var leaves: [UInt32]
  /// The sums of groups: those of leaves first, then those of sums.
  private var sums: [UInt64] = []
  /// Where each level begins in `sums`, the lowest first.
  private var levels: [Int] = []
  /// The sum of all numbers.
  package private(set) var total: UInt64 = 0

  /// A tree of zeros.
  package init(count: Int) {
    func groups(_ count: Int) -> Int { (count + Self.fanOut - 1) / Self.fanOut }
    leaves = Array(repeating: 0, count: groups(count) * Self.fanOut)
    var level = groups(count)
    while level > 1 {
      levels.append(sums.count)
      sums.append(contentsOf: repeatElement(0, count: groups(level) * Self.fanOut))
      level = groups(level)
    }
  }

  /// Bytes that numbers and sums take.
  package var bytes: Int { leaves.count * 4 + sums.count * 8 }

  /// A number; a change costs one addition on each level.
  package subscript(index: Int) -> UInt32 {
    get { leaves[index] }
    set {
      let change = UInt64(newValue) &- UInt64(leaves[index])
      leaves[index] = newValue
      total &+= change
      var group = index / Self.fanOut
      for level in levels {
        sums[level + group] &+= change
        group /= Self.fanOut
      }
    }
  }

  /// The sum of the numbers before one.
  package func sum(before index: Int) -> UInt64 {
    var sum: UInt64 = 0
    var group = index / Self.fanOut
    for leaf in (group * Self.fanOut)..<index { sum += UInt64(leaves[leaf]) }
    for level in levels {
      let first = group / Self.fanOut * Self.fanOut
      for place in first..<group { sum += sums[level + place] }
      group /= Self.fanOut
    }
    return sum
  }

  /// Sets numbers, one after another; of one that comes twice the last value counts.
  ///
  /// - Parameters:
  ///   - indices: which numbers.
  ///   - value: of the one at a place of `indices`.
  package mutating func set(_ indices: [Int32], to value: (Int) -> UInt32) {
    leaves.withUnsafeMutableBufferPointer { leaves in
      sums.withUnsafeMutableBufferPointer { sums in
        for (place, index) in indices.enumerated() {
          let (index, value) = (Int(index), value(place))
          let change = UInt64(value) &- UInt64(leaves[index])
          leaves[index] = value
          total &+= change
          var group = index / Self.fanOut
          for level in levels {
            sums[level &+ group] &+= change
            group /= Self.fanOut
          }
        }
      }
    }
  }

  /// The numbers within which some positions lie.
  ///
  /// All go down one level before any goes down the next: none waits for the memory of another.
  ///
  /// - Parameters:
  ///   - positions: each below `total`; overwritten.
  ///   - indices: as many.
  package func findIndices(at positions: inout [UInt64], into indices: inout [Int32]) {
    precondition(
      positions.count == indices.count,
      "expected \(positions.count) indices, got \(indices.count)")
    positions.withUnsafeMutableBufferPointer { left in
      indices.withUnsafeMutableBufferPointer { groups in
        groups.update(repeating: 0)
        sums.withUnsafeBufferPointer { sums in
          for level in levels.reversed() {
            for place in groups.indices {
              let first = level &+ Int(groups[place]) &* Self.fanOut
              let (passed, before) = Self.passed(by: left[place], of: sums, from: first)
              left[place] &-= before
              groups[place] = groups[place] &* Int32(Self.fanOut) &+ passed
            }
          }
        }
        leaves.withUnsafeBufferPointer { leaves in
          for place in groups.indices {
            let first = Int(groups[place]) &* Self.fanOut
            let (passed, _) = Self.passed(by: left[place], of: leaves, from: first)
            groups[place] = groups[place] &* Int32(Self.fanOut) &+ passed
          }
        }
      }
    }
  }

  /// How many of the numbers of a group end at or before a position, and their sum.
  ///
  /// Every number of the group is looked at, so that nothing depends on a guess of the processor.
  @inline(__always)
  private static func passed<Number: FixedWidthInteger>(
    by position: UInt64, of numbers: UnsafeBufferPointer<Number>, from first: Int
  ) -> (count: Int32, sum: UInt64) {
    let one = UInt64(truncatingIfNeeded: numbers[first])
    let two = one &+ UInt64(truncatingIfNeeded: numbers[first &+ 1])
    let three = two &+ UInt64(truncatingIfNeeded: numbers[first &+ 2])
    // A fourth one would have the position beyond the group, which it is not.
    let count: Int32 =
      (one <= position ? 1 : 0) &+ (two <= position ? 1 : 0) &+ (three <= position ? 1 : 0)
    let low = one <= position ? one : 0
    let middle = two <= position ? two : low
    return (count, three <= position ? three : middle)
  }
}

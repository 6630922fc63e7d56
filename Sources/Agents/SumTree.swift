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

  /// The number within which a position lies when all are laid end to end.
  ///
  /// - Precondition: `position < total`.
  package func index(at position: UInt64) -> Int {
    // Every number of a group is looked at, so that nothing depends on a guess of the processor.
    var left = position
    var group = 0
    sums.withUnsafeBufferPointer { sums in
      guard let base = sums.baseAddress else { return }
      for level in levels.reversed() {
        let first = base + (level &+ group &* Self.fanOut)
        var (sum, before, passed) = (UInt64(0), UInt64(0), 0)
        for place in 0..<Self.fanOut {
          sum &+= first[place]
          let isPassed = sum <= left
          passed &+= isPassed ? 1 : 0
          before = isPassed ? sum : before
        }
        left &-= before
        group = group &* Self.fanOut &+ passed
      }
    }
    return leaves.withUnsafeBufferPointer { leaves in
      let first = leaves.baseAddress.unsafelyUnwrapped + group &* Self.fanOut
      var (sum, passed) = (UInt64(0), 0)
      for place in 0..<Self.fanOut {
        sum &+= UInt64(first[place])
        passed &+= sum <= left ? 1 : 0
      }
      return group &* Self.fanOut &+ passed
    }
  }
}

import TensorCore

/// The keys and values of the positions that a decoder has seen, so that each is computed once.
///
/// A value: a copy goes its own way, as for the branches of a search (what is shared is copied when
/// one of them grows). Room is doubled when it is full.
public struct KeyValueCache {
  /// `[B, capacity, 2·size]`, of which the first `count` positions are filled.
  private(set) var keyValue: Tensor
  /// How many positions are held.
  public private(set) var count = 0

  /// An empty cache.
  ///
  /// - Parameters:
  ///   - batch: The number of sequences.
  ///   - size: The length of a key (of all heads together), and of a value.
  ///   - capacity: For how many positions there is room at first, at least 1.
  public init(batch: Int, size: Int, capacity: Int = 64) {
    precondition(
      batch >= 0 && size >= 1 && capacity >= 1,
      "KeyValueCache: expected a batch of at least 0, a size and a capacity of at least 1, "
        + "got \(batch), \(size) and \(capacity)")
    keyValue = Tensor.zeros([batch, capacity, 2 * size])
  }

  /// For how many positions there is room now.
  public var capacity: Int { keyValue.shape[1] }

  /// Forgets all positions but the first ones.
  ///
  /// - Parameter count: How many stay, in `0...self.count`.
  public mutating func truncate(to count: Int) {
    precondition(
      (0...self.count).contains(count),
      "KeyValueCache: expected a count in 0...\(self.count), got \(count)")
    self.count = count
  }

  /// Takes the keys and values of further positions.
  ///
  /// - Parameter packed: `[B, T, 3·size]`: queries, which are passed over, keys, values.
  mutating func append(_ packed: Tensor) {
    let (batch, width) = (keyValue.shape[0], keyValue.shape[2])
    let (time, row) = (packed.shape[1], packed.shape[2])
    precondition(
      packed.shape[0] == batch && row == width / 2 * 3,
      "KeyValueCache: expected queries, keys and values [\(batch), T, \(width / 2 * 3)], "
        + "got \(packed.shape)")
    reserve(count + time)
    let capacity = capacity
    let first = count
    packed.withUnsafeScalars { source in
      keyValue.withUnsafeMutableScalars { target in
        for b in 0..<batch {
          for t in 0..<time {
            let from = (b * time + t) * row + width / 2
            let to = (b * capacity + first + t) * width
            for i in 0..<width { target[to + i] = source[from + i] }
          }
        }
      }
    }
    count += time
  }

  private mutating func reserve(_ needed: Int) {
    guard needed > capacity else { return }
    let (batch, width) = (keyValue.shape[0], keyValue.shape[2])
    let old = keyValue
    let (from, to) = (capacity * width, max(needed, 2 * capacity) * width)
    let filled = count * width
    keyValue = Tensor(shape: [batch, max(needed, 2 * capacity), 2 * (width / 2)]) { target in
      old.withUnsafeScalars { source in
        for b in 0..<batch {
          for i in 0..<filled { target[b * to + i] = source[b * from + i] }
          for i in filled..<to { target[b * to + i] = 0 }
        }
      }
    }
  }
}

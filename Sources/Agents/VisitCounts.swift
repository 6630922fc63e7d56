import Documents
import NeuralNetworks

/// How often each observation has been seen: exact counts in a table of fixed size.
///
/// An observation is known by 64 bits made of its numbers (two that differ share them with
/// probability 2⁻⁶⁴). Where the table is full, an observation that is not in it is not counted.
package struct VisitCounts: Hashable {
  /// Observations that are counted.
  package static let capacity = 3 << 16
  private static let places = 4 << 16

  private var keys: [UInt64]
  private var counts: [UInt32]
  /// Observations in the table.
  package private(set) var count = 0

  package init() {
    keys = Array(repeating: 0, count: Self.places)
    counts = Array(repeating: 0, count: Self.places)
  }

  /// Counts a visit.
  ///
  /// - Returns: the visits so far, this one included; nil where the table is full without it.
  package mutating func visit(_ observation: UnsafeBufferPointer<Float>) -> Int? {
    let key = Self.key(of: observation)
    let place = place(of: key)
    if keys[place] == 0 {
      guard count < Self.capacity else { return nil }
      keys[place] = key
      count += 1
    }
    if counts[place] < .max { counts[place] += 1 }
    return Int(counts[place])
  }

  /// What is added to the reward of reaching an observation: `scale / √n`, n counting this visit; 0
  /// where the table is full without it.
  ///
  /// - Source: Strehl & Littman 2008 (MBIE-EB), as a part of the reward.
  package mutating func bonus(for observation: UnsafeBufferPointer<Float>, scale: Float) -> Float {
    visit(observation).map { scale / Float($0).squareRoot() } ?? 0
  }

  /// Where a key is, or would be put.
  private func place(of key: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: key >> 20) & (Self.places - 1)
    while keys[place] != 0, keys[place] != key { place = (place + 1) & (Self.places - 1) }
    return place
  }

  /// 64 bits of an observation, never 0; 0 and −0 are the same.
  private static func key(of observation: UnsafeBufferPointer<Float>) -> UInt64 {
    var key: UInt64 = 0x9E37_79B9_7F4A_7C15
    for number in observation {
      key ^= UInt64(number == 0 ? 0 : number.bitPattern)
      key = (key ^ (key >> 30)) &* 0xBF58_476D_1CE4_E5B9
      key = (key ^ (key >> 27)) &* 0x94D0_49BB_1331_11EB
      key ^= key >> 31
      key = key &+ 0x9E37_79B9_7F4A_7C15
    }
    return key == 0 ? 1 : key
  }
}

extension VisitCounts {
  /// Writes place, key and count of every observation in the table.
  package func write(to file: inout SafeTensors) {
    var entries: [Int64] = []
    for place in keys.indices where keys[place] != 0 {
      entries += [Int64(place), Int64(bitPattern: keys[place]), Int64(counts[place])]
    }
    file.append("agent.visits", integers: entries)
  }

  /// Takes over what ``write(to:)`` wrote.
  ///
  /// - Throws: `InputError` where an entry is not where it would be found.
  package mutating func read(from file: SafeTensors) throws {
    let entries = try file.integers("agent.visits")
    self = VisitCounts()
    guard entries.count % 3 == 0, entries.count / 3 <= Self.capacity else {
      throw InputError(
        "'agent.visits' holds \(entries.count) numbers, expected 3 for each of at most "
          + "\(Self.capacity) observations", file: file.file)
    }
    for entry in stride(from: 0, to: entries.count, by: 3) {
      let (place, key, visits) = (entries[entry], entries[entry + 1], entries[entry + 2])
      guard (0..<Self.places).contains(Int(place)), key != 0, keys[Int(place)] == 0,
        (1...Int(UInt32.max)).contains(Int(visits))
      else {
        throw InputError(
          "'agent.visits' holds an entry out of range: \(place), \(key), \(visits)",
          file: file.file)
      }
      keys[Int(place)] = UInt64(bitPattern: Int64(key))
      counts[Int(place)] = UInt32(visits)
      count += 1
    }
    for place in keys.indices where keys[place] != 0 && self.place(of: keys[place]) != place {
      throw InputError("'agent.visits' holds an entry that cannot be found", file: file.file)
    }
  }
}

/// Different observations, each kept once and numbered in the order in which it first came.
///
/// Two observations are the same where all their numbers are equal (−0 is 0).
///
/// - Complexity: to find or to add one is O(F); memory grows by doubling.
struct ObservationIndex {
  /// Numbers of one observation, F.
  let width: Int
  /// Different observations so far.
  private(set) var count = 0
  /// `[count, F]`.
  private(set) var observations: [Float] = []
  /// A row's number + 1, or 0 for a free place; a power of two of places, at most half of them used.
  private var places: [Int32] = Array(repeating: 0, count: 64)

  init(width: Int) { self.width = width }

  /// The number of an observation; nil where it has not come before.
  func row(of observation: UnsafePointer<Float>) -> Int? {
    let found = Int(places[place(of: observation)])
    return found == 0 ? nil : found - 1
  }

  /// Takes over an observation and gives its number.
  ///
  /// - Precondition: it has not come before.
  mutating func add(_ observation: UnsafePointer<Float>) -> Int {
    if 2 * (count + 1) > places.count { grow() }
    let free = place(of: observation)
    precondition(places[free] == 0, "expected a new observation, got that of row \(places[free])")
    for index in 0..<width { observations.append(observation[index] + 0) }
    count += 1
    places[free] = Int32(count)
    return count - 1
  }

  /// Where an observation lies, or the free place where it would.
  private func place(of observation: UnsafePointer<Float>) -> Int {
    let last = places.count - 1
    return observations.withUnsafeBufferPointer { rows in
      var place = hash(observation) & last
      while true {
        let found = Int(places[place])
        if found == 0 || isEqual(observation, rows, row: found - 1) { return place }
        place = (place + 1) & last
      }
    }
  }

  private func isEqual(
    _ observation: UnsafePointer<Float>, _ rows: UnsafeBufferPointer<Float>, row: Int
  ) -> Bool {
    let start = row * width
    for index in 0..<width where observation[index] != rows[start + index] { return false }
    return true
  }

  private func hash(_ observation: UnsafePointer<Float>) -> Int {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for index in 0..<width {
      state = (state ^ UInt64((observation[index] + 0).bitPattern)) &* 0xFF51_AFD7_ED55_8CCD
      state ^= state >> 32
    }
    return Int(truncatingIfNeeded: state >> 1)
  }

  /// Doubles the places; the rows keep their numbers.
  private mutating func grow() {
    places = Array(repeating: 0, count: 2 * places.count)
    let last = places.count - 1
    observations.withUnsafeBufferPointer { rows in
      guard let base = rows.baseAddress else { return }
      for row in 0..<count {
        var place = hash(base + row * width) & last
        while places[place] != 0 { place = (place + 1) & last }
        places[place] = Int32(row + 1)
      }
    }
  }
}

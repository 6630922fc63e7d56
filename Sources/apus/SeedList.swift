import Documents

/// A list of seeds as the command line writes it: "3", "1-5", "1,4,7-9".
struct SeedList {
  /// The seeds in the order given.
  let seeds: [UInt64]

  /// Reads a list.
  ///
  /// - Throws: `InputError` where it is no list, is empty, holds a seed twice or more than 1000.
  init(_ text: String) throws {
    var seeds: [UInt64] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
      guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
        first <= last, last <= UInt64(Int.max), last - first < 1000, seeds.count < 1000
      else {
        throw InputError(
          "--seeds: expected seeds such as 3, 1-5 or 1,4,7, got '\(shown(text))'")
      }
      seeds += first...last
    }
    guard Set(seeds).count == seeds.count else {
      throw InputError("--seeds: a seed comes twice in '\(shown(text))'")
    }
    self.seeds = seeds
  }
}

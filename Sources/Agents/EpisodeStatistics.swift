/// The running returns and lengths of n copies, and the last hundred episodes that ended.
struct EpisodeStatistics {
  /// Episodes over which means are taken.
  static let window = 100

  private(set) var returns: [Double]
  private(set) var lengths: [Int]
  private(set) var recentReturns: [Double] = []
  private(set) var recentLengths: [Int] = []
  /// Where the next episode goes once the window is full.
  private(set) var oldest = 0

  init(copies: Int) {
    returns = Array(repeating: 0, count: copies)
    lengths = Array(repeating: 0, count: copies)
    recentReturns.reserveCapacity(Self.window)
    recentLengths.reserveCapacity(Self.window)
  }

  mutating func record(reward: Float, copy: Int) {
    returns[copy] += Double(reward)
    lengths[copy] += 1
  }

  /// Ends a copy's episode and begins its next.
  mutating func finish(copy: Int) -> (episodeReturn: Double, length: Int) {
    let (episodeReturn, length) = (returns[copy], lengths[copy])
    if recentReturns.count < Self.window {
      recentReturns.append(episodeReturn)
      recentLengths.append(length)
    } else {
      recentReturns[oldest] = episodeReturn
      recentLengths[oldest] = length
      oldest = oldest + 1 == Self.window ? 0 : oldest + 1
    }
    returns[copy] = 0
    lengths[copy] = 0
    return (episodeReturn, length)
  }

  /// Empties the window; the running episodes go on.
  mutating func forgetEnded() { (recentReturns, recentLengths, oldest) = ([], [], 0) }

  /// The mean over the window, summed from the oldest; nil where it is empty.
  var meanReturn: Double? { mean(recentReturns) }

  /// The mean length over the window.
  var meanLength: Double? { mean(recentLengths.map(Double.init)) }

  private func mean(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    var sum = 0.0
    for index in values.indices { sum += values[(oldest + index) % values.count] }
    return sum / Double(values.count)
  }

  /// Puts back what a checkpoint held; the window from the oldest to the latest.
  init(returns: [Double], lengths: [Int], recentReturns: [Double], recentLengths: [Int]) {
    self.init(copies: returns.count)
    self.returns = returns
    self.lengths = lengths
    self.recentReturns.append(contentsOf: recentReturns)
    self.recentLengths.append(contentsOf: recentLengths)
  }

  /// The window from the oldest to the latest.
  var window: (returns: [Double], lengths: [Int]) {
    let order = recentReturns.indices.map { (oldest + $0) % recentReturns.count }
    return (order.map { recentReturns[$0] }, order.map { recentLengths[$0] })
  }
}

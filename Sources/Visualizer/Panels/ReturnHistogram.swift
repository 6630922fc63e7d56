/// The distribution of one action's return as bars over bins of one width.
package struct ReturnHistogram: Hashable {
  /// The share of each bin.
  package var shares: [Double]
  /// The mean; nil where nothing finite is known.
  package var mean: Double?

  /// The scale that all actions of some distributions share, what to write at its ends, and its
  /// bins; nil where there is nothing finite.
  package static func scale(
    of distributions: ReturnDistributions, bins: Int
  ) -> (range: ClosedRange<Double>, labels: ClosedRange<Double>, bins: Int)? {
    switch distributions {
    case .categorical(let atoms, _):
      guard let range = atoms.finiteRange else { return nil }
      let half =
        atoms.count > 1
        ? (range.upperBound - range.lowerBound) / Double(2 * (atoms.count - 1)) : 0.5
      return (range.lowerBound - half...range.upperBound + half, range, max(1, atoms.count))
    case .quantiles(let returns):
      guard let range = returns.lazy.joined().finiteRange else { return nil }
      let ends = tidy(range)
      return (ends, ends, max(1, bins))
    }
  }

  /// The range between tidy numbers that a range of quantiles lies in: unlike the outermost
  /// quantiles these stay where they are from one step to the next.
  private static func tidy(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let axis = ChartAxis(range, intervals: 5, growing: false)
    guard let first = axis.ticks.first?.value, let last = axis.ticks.last?.value, first < last
    else { return axis.low...axis.high }
    let step = (last - first) / Double(axis.ticks.count - 1)
    return
      (first > range.lowerBound ? first - step : first)...(last < range.upperBound
      ? last + step : last)
  }

  /// The bars of an action.
  package init(
    _ distributions: ReturnDistributions, action: Int, _ scale: ClosedRange<Double>, bins: Int
  ) {
    shares = [Double](repeating: 0, count: bins)
    switch distributions {
    case .categorical(let atoms, let probabilities):
      guard probabilities.indices.contains(action) else { return }
      add(atoms, probabilities[action], scale)
    case .quantiles(let returns):
      guard returns.indices.contains(action) else { return }
      add(returns[action].lazy.filter(\.isFinite).map(Double.init).sorted(), scale)
    }
  }

  private mutating func add(
    _ atoms: [Float], _ probabilities: [Float], _ scale: ClosedRange<Double>
  ) {
    var (sum, total) = (0.0, 0.0)
    for (atom, share) in zip(atoms, probabilities) where atom.isFinite && share.isFinite {
      shares[bin(Double(atom), scale)] += max(0, Double(share))
      total += Double(share)
      sum += Double(share) * Double(atom)
    }
    mean = total > 0 ? sum / total : nil
  }

  /// Each return stands for an equal share, spread evenly half-way to its neighbours.
  private mutating func add(_ returns: [Double], _ scale: ClosedRange<Double>) {
    guard let first = returns.first, let last = returns.last else { return }
    let share = 1 / Double(returns.count)
    var from = first
    for (index, value) in returns.enumerated() {
      let to = index + 1 < returns.count ? (value + returns[index + 1]) / 2 : last
      spread(share, from, to, scale)
      from = to
    }
    mean = returns.reduce(0) { $0 + $1 * share }
  }

  private mutating func spread(
    _ share: Double, _ from: Double, _ to: Double, _ scale: ClosedRange<Double>
  ) {
    let (first, last) = (bin(from, scale), bin(to, scale))
    guard first < last else {
      shares[first] += share
      return
    }
    let width = (scale.upperBound - scale.lowerBound) / Double(shares.count)
    for index in first...last {
      let low = scale.lowerBound + Double(index) * width
      let covered = min(to, low + width) - max(from, low)
      shares[index] += share * max(0, covered) / (to - from)
    }
  }

  private func bin(_ value: Double, _ scale: ClosedRange<Double>) -> Int {
    let place = (value - scale.lowerBound) / (scale.upperBound - scale.lowerBound)
    guard place.isFinite else { return 0 }
    return min(shares.count - 1, max(0, Int(place * Double(shares.count))))
  }
}

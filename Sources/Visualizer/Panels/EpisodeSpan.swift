/// The steps that the charts of an episode show: from 0 to a tidy number, so that they stand still
/// while the episode grows and only now and then make room for more.
package enum EpisodeSpan {
  /// The range of the steps.
  package static func range(through lastStep: Int) -> ClosedRange<Double> {
    0...Double(end(through: lastStep))
  }

  /// The first tidy number that is no smaller than the last step, at least 10.
  package static func end(through lastStep: Int) -> Int {
    var scale = 1
    while lastStep > 100 * scale, scale < 1_000_000_000_000 { scale *= 10 }
    let tidy = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100].first { $0 * scale >= lastStep }
    return tidy.map { $0 * scale } ?? lastStep
  }
}

/// The scores of runs, one list for each task, and what sums them up.
///
/// The lists are kept sorted: no figure depends on the order in which runs were listed, not even in
/// its last bit.
///
/// - Source: Agarwal et al., "Deep Reinforcement Learning at the Edge of the Statistical Precipice",
///   2021, section 4; https://arxiv.org/abs/2108.13264. Differences: see Documentation/Statistics.md.
public struct ScoreTable: Sendable, Hashable {
  /// The scores of each task, from the lowest to the highest.
  public internal(set) var tasks: [[Double]]

  /// The scores of the runs of several tasks.
  ///
  /// - Precondition: there is a task, each has a score, and all scores are finite.
  public init(tasks: [[Double]]) {
    precondition(!tasks.isEmpty, "expected the scores of at least one task, got none")
    for scores in tasks {
      precondition(!scores.isEmpty, "expected at least one score of each task, got none")
      precondition(scores.allSatisfy(\.isFinite), "expected finite scores, got \(scores)")
    }
    self.tasks = tasks.map { $0.sorted() }
  }

  /// The scores of the runs of one task.
  ///
  /// - Precondition: there is a score, and all are finite.
  public init(_ scores: [Double]) { self.init(tasks: [scores]) }

  /// All scores, from the lowest to the highest.
  public var pooled: [Double] { tasks.count == 1 ? tasks[0] : tasks.flatMap { $0 }.sorted() }

  /// The mean over the tasks of the mean over a task's runs.
  public var mean: Double { Self.mean(of: tasks.map { Self.mean(of: $0) }) }

  /// The middle one of all scores, or the mean of the middle two.
  public var median: Double {
    let scores = pooled
    return (scores[(scores.count - 1) / 2] + scores[scores.count / 2]) / 2
  }

  /// The mean of all scores without the lowest and the highest quarter.
  ///
  /// Of n scores ⌊n / 4⌋ are left out at either end: of three none, of five the lowest and the highest.
  public var interquartileMean: Double {
    let scores = pooled
    let cut = scores.count / 4
    return Self.mean(of: scores[cut..<(scores.count - cut)])
  }

  /// How far all scores fall short of a target on average; what lies above it does not make up for
  /// what lies below.
  public func optimalityGap(below target: Double) -> Double {
    Self.mean(of: pooled.map { max(0, target - $0) })
  }

  /// The share of runs with a score above a threshold, as the mean over the tasks: one point of a
  /// performance profile.
  public func share(above threshold: Double) -> Double {
    Self.mean(
      of: tasks.map { scores in
        let count = scores.reduce(0) { $1 > threshold ? $0 + 1 : $0 }
        return Double(count) / Double(scores.count)
      })
  }

  /// How likely a run of this table scores higher than one of another, as the mean over the tasks;
  /// equal scores count one half.
  ///
  /// It is the Mann-Whitney statistic divided by the number of pairs: 1/2 where the two are alike.
  ///
  /// - Precondition: both have equally many tasks.
  /// - Complexity: O(n · m) in the runs of a task.
  public func probabilityOfImprovement(over other: ScoreTable) -> Double {
    precondition(
      tasks.count == other.tasks.count,
      "expected tables of equally many tasks, got \(tasks.count) and \(other.tasks.count)")
    return Self.mean(
      of: zip(tasks, other.tasks).map { scores, others in
        // Counted in halves, so that the sum is exact.
        var halves = 0
        for score in scores {
          for other in others { halves += score > other ? 2 : score == other ? 1 : 0 }
        }
        return Double(halves) / Double(2 * scores.count * others.count)
      })
  }

  /// The mean, summed in order.
  static func mean(of values: some Collection<Double>) -> Double {
    var sum = 0.0
    for value in values { sum += value }
    return sum / Double(values.count)
  }
}

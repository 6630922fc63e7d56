import Documents
import Transfer

/// The learning curves of several runs of one kind as one curve with an interval.
public struct CurveGroup: Sendable, Hashable {
  /// What the runs had reached at a step.
  public struct Point: Sendable, Hashable {
    /// Environment steps, or updates on a data set.
    public var step: Int
    /// The figure over the runs: by default the mean of the middle half.
    public var value: Double
    /// The lower end of the interval; the value itself where there is one run only.
    public var low: Double
    /// The upper end of the interval.
    public var high: Double
    /// Runs that have a value at this step.
    public var runs: Int
  }

  /// What legends call it.
  public let name: String
  /// The points by rising step; a step that only some of the runs have reached is there as well.
  public let points: [Point]

  /// The curve of some runs' curves.
  ///
  /// - Parameters:
  ///   - name: What legends call it.
  ///   - curves: One curve for each run; an empty one counts nothing.
  ///   - aggregate: The figure.
  ///   - bootstrap: How its interval is found.
  public init(
    name: String, curves: [[LearningCurve.Point]], aggregate: Aggregate = .interquartileMean,
    bootstrap: Bootstrap = .curve
  ) {
    self.name = name
    let sorted = curves.flatMap { $0 }.filter(\.value.isFinite).sorted { $0.step < $1.step }
    var points: [Point] = []
    var start = 0
    while start < sorted.count {
      let end = sorted[start...].firstIndex { $0.step != sorted[start].step } ?? sorted.count
      let scores = ScoreTable(sorted[start..<end].map(\.value))
      let estimate = bootstrap.estimate(scores, aggregate.callAsFunction)
      points.append(
        Point(
          step: sorted[start].step, value: estimate.value, low: estimate.low, high: estimate.high,
          runs: end - start))
      start = end
    }
    self.points = points
  }

  /// The curve of a group of runs, from their `metrics.csv`.
  ///
  /// - Parameters:
  ///   - group: The runs.
  ///   - metric: A column of the file; nil takes the one by which a training is judged.
  ///   - aggregate: The figure.
  /// - Throws: `InputError` where a file cannot be read, is damaged, or has no such column.
  public init(
    _ group: RunGroup, metric: String? = nil, aggregate: Aggregate = .interquartileMean
  ) throws {
    let metric = metric ?? group.configuration.curveMetric
    self.init(
      name: group.name, curves: try group.runs.map { try $0.folder.readCurve(metric) },
      aggregate: aggregate)
  }
}

extension RunFolder {
  /// Reads one column of `metrics.csv`.
  ///
  /// - Parameter metric: The name of the column: "evaluationReturn", "loss".
  /// - Returns: The rows that have a value there; none where the run has not begun.
  /// - Throws: `InputError` where the file cannot be read, is damaged, or has no such column.
  public func readCurve(_ metric: String) throws -> [LearningCurve.Point] {
    guard FileSystem.exists(metrics) else { return [] }
    // A run of 10 million steps with a row each 1,000 has about 1 MB.
    let lines = try readText(metrics, atMost: 1 << 28).split(separator: "\n")
    let columns = lines.first?.split(separator: ",").map(String.init) ?? []
    guard let column = columns.firstIndex(of: metric) else {
      throw unknownWord("metric", metric, among: columns, file: metrics)
    }
    return try lines.enumerated().dropFirst().compactMap { number, line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == columns.count, let step = Int(fields[0]) else {
        // The last line of a run that goes on may be half written.
        if number == lines.count - 1 { return nil }
        throw InputError(
          "expected \(columns.count) fields with a step in the first, got '\(shown(String(line)))'",
          file: metrics, line: number + 1, remedy: "restore the file, or train anew")
      }
      if fields[column].isEmpty { return nil }
      guard let value = Double(fields[column]) else {
        throw InputError(
          "expected a number for '\(metric)', got '\(shown(String(fields[column])))'",
          file: metrics, line: number + 1, remedy: "restore the file, or train anew")
      }
      return LearningCurve.Point(step: step, value: value)
    }
  }
}

import Agents

/// What an evaluation found, without the list of its episodes.
public struct EvaluationScores: Sendable, Hashable {
  /// Episodes played.
  public var episodes: Int
  /// Mean return.
  public var meanReturn: Double
  /// Standard deviation of the returns over the episodes played (divisor n).
  public var stdReturn: Double
  /// Mean length in environment steps.
  public var meanLength: Double
  /// Share of successful episodes, 0...1.
  public var successRate: Double

  /// Scores from their numbers.
  public init(
    episodes: Int, meanReturn: Double, stdReturn: Double, meanLength: Double, successRate: Double
  ) {
    self.episodes = episodes
    self.meanReturn = meanReturn
    self.stdReturn = stdReturn
    self.meanLength = meanLength
    self.successRate = successRate
  }

  /// The scores of an evaluation.
  public init(_ evaluation: Evaluation) {
    self.init(
      episodes: evaluation.episodes, meanReturn: evaluation.meanReturn,
      stdReturn: evaluation.stdReturn, meanLength: evaluation.meanLength,
      successRate: evaluation.successRate)
  }

  /// The five numbers with spaces between them, as the resume file stores them.
  var text: String { "\(episodes) \(meanReturn) \(stdReturn) \(meanLength) \(successRate)" }

  /// Reads what `text` wrote; nil for anything else.
  init?(text: String) {
    let parts = text.split(separator: " ")
    let numbers = parts.dropFirst().compactMap { Double($0) }
    guard parts.count == 5, let episodes = Int(parts[0]), numbers.count == 4 else { return nil }
    self.init(
      episodes: episodes, meanReturn: numbers[0], stdReturn: numbers[1], meanLength: numbers[2],
      successRate: numbers[3])
  }
}

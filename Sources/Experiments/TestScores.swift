import Determinism
import Documents
import Transfer

/// How the best policy of a finished run did in its test: `scores.yaml`.
///
/// The test's episodes depend on the run's seed alone (on a data set it is its test part), so the file is
/// a function of configuration and seed as the policy is.
public struct TestScores: Sendable, Hashable {
  /// What the test was.
  public enum Result: Sendable, Hashable {
    /// Episodes of an environment.
    case episodes(EvaluationScores)
    /// Predictions of a data set's test part.
    case predictions(PredictionSummary)
  }

  /// Version of the file's layout.
  static let formatVersion = 1
  /// Episodes of a test.
  public static let episodes = 100

  /// What it reached.
  public var result: Result
  /// Environment steps or updates that the tested policy was trained for.
  public var step: Int
  /// SHA-256 of the tested policy's file.
  public var policyHash: String

  /// Scores of a policy.
  public init(_ result: Result, step: Int, policyHash: String) {
    self.result = result
    self.step = step
    self.policyHash = policyHash
  }

  /// The one figure by which runs are compared: mean return, accuracy (0...1), or explained share (R²).
  public var score: Double {
    switch result {
    case .episodes(let scores): scores.meanReturn
    case .predictions(let scores): scores.accuracy ?? scores.determination ?? -scores.loss
    }
  }

  /// Reads the scores of a run.
  ///
  /// - Returns: nil where there are none, or where they are of another policy than the one there now.
  /// - Throws: `InputError` where a file cannot be read or is damaged.
  public static func read(_ folder: RunFolder) throws -> TestScores? {
    guard FileSystem.exists(folder.scores), FileSystem.exists(folder.policy) else { return nil }
    let scores = try TestScores(yaml: try readText(folder.scores), file: folder.scores)
    return try SHA256.hex(ofFile: folder.policy) == scores.policyHash ? scores : nil
  }

  /// Replaces the scores of a run in one step.
  ///
  /// - Throws: `InputError` where the file cannot be written.
  public func write(to folder: RunFolder) throws { try writeAtomically(yaml, to: folder.scores) }

  /// The content of the file.
  var yaml: String {
    let start = """
      # How the best policy did in the test at the end of the training.
      format: \(Self.formatVersion)
      policy: \(policyHash.yamlText)
      step: \(step)

      """
    switch result {
    case .episodes(let scores):
      return start + """
        episodes: \(scores.episodes)
        meanReturn: \(scores.meanReturn)
        stdReturn: \(scores.stdReturn)
        meanLength: \(scores.meanLength)
        successRate: \(scores.successRate)

        """
    case .predictions(let scores):
      let figures: [(String, Double?)] = [
        ("loss", scores.loss), ("accuracy", scores.accuracy),
        ("meanAbsoluteError", scores.meanAbsoluteError), ("rSquared", scores.determination),
      ]
      return start + "examples: \(scores.examples)\n"
        + figures.compactMap { key, value in value.map { "\(key): \($0)\n" } }.joined()
    }
  }

  /// Reads what `yaml` wrote.
  init(yaml: String, file: String) throws {
    let root = try DocumentNode.parse(yaml, file: file)
    let format = try root.mapping().require("format").int()
    guard format == Self.formatVersion else {
      throw InputError(
        "is of format \(format); this version of apus reads format \(Self.formatVersion)",
        file: file, remedy: "remove the file: it is made again from the policy")
    }
    let common = ["format", "policy", "step"]
    if try root.mapping()["episodes"] != nil {
      let keys = common + ["episodes", "meanReturn", "stdReturn", "meanLength", "successRate"]
      let mapping = try root.mapping(keys: keys, required: keys)
      result = .episodes(
        EvaluationScores(
          episodes: try mapping.require("episodes").int(in: 1...Int.max),
          meanReturn: try mapping.require("meanReturn").double(),
          stdReturn: try mapping.require("stdReturn").double(),
          meanLength: try mapping.require("meanLength").double(),
          successRate: try mapping.require("successRate").double(in: 0...1)))
    } else {
      let mapping = try root.mapping(
        keys: common + ["examples", "loss", "accuracy", "meanAbsoluteError", "rSquared"],
        required: common + ["examples", "loss"])
      result = .predictions(
        PredictionSummary(
          examples: try mapping.require("examples").int(in: 1...Int.max),
          loss: try mapping.require("loss").double(),
          accuracy: try mapping["accuracy"]?.double(in: 0...1),
          meanAbsoluteError: try mapping["meanAbsoluteError"]?.double(),
          determination: try mapping["rSquared"]?.double()))
    }
    let mapping = try root.mapping()
    step = try mapping.require("step").int(in: 0...Int.max)
    policyHash = try mapping.require("policy").string()
  }
}

import Datasets
import Determinism
import Documents
import Experiments
import Transfer

/// A test of few-shot learning: episodes of classes never seen, or the official one-shot runs.
struct FewShotTest {
  let definition: DatasetDefinition
  let method: any FewShotMethod
  let name: String
  let dataFolder: String?

  /// The scores in so many test episodes of a shape.
  func episodes(_ shape: EpisodeShape, _ episodes: Int, seed: UInt64) throws -> FewShotScores {
    let pools = try FewShotPools(definition, try definition.load(from: dataFolder))
    try pools.test.requireRoom(for: shape)
    return FewShotScores.measure(
      method, on: pools.test, shape: shape, episodes: episodes,
      random: RandomStream(seed: seed).stream("test"))
  }

  /// The share of wrong answers in each official run, 0 … 1.
  func officialErrors() throws -> [Double] {
    try definition.oneShotRuns(from: dataFolder).map { run in
      let support = run.support.wholeBatch
      let query = run.query.wholeBatch
      let ways = run.support.count
      guard run.query.count % ways == 0 else {
        throw InputError("\(run.name) has \(run.query.count) pictures for \(ways) classes")
      }
      let episode = Episode(
        support: support.features, query: query.features,
        shape: EpisodeShape(ways: ways, shots: 1, queries: run.query.count / ways),
        random: RandomStream(seed: 0).stream(run.name))
      let answers = method.logits(of: episode).argmax(axis: 1)
      let wrong = zip(answers, query.labels).filter { $0 != $1 }.count
      return Double(wrong) / Double(query.labels.count)
    }
  }

  /// How the queries are normalized, for the report.
  var transduction: String {
    method.isTransductive
      ? "transductive: the queries of an episode are normalized together"
      : "not transductive: no query influences another"
  }
}

extension Encoder {
  /// Episodes of the test at the end of a few-shot training.
  static let testEpisodes = 200

  /// The test at the end of a few-shot training: episodes of the test classes, shaped as those of the
  /// validation; nil for an encoder of another kind.
  func fewShotTest(_ run: RunConfiguration) throws -> PredictionSummary? {
    guard let training = run.fewShot else { return nil }
    let test = FewShotTest(
      definition: definition, method: try fewShotMethod(training).method,
      name: training.method.rawValue, dataFolder: run.dataFolder)
    let scores = try test.episodes(
      training.validationShape, Self.testEpisodes, seed: run.seed)
    return PredictionSummary(scores)
  }
}

import Agents
import Experiments

/// The JSON objects of `--json`: one per event, each with "event" as its first key.
enum EventJSON {
  /// An event of a training.
  static func text(of event: TrainingEvent, run: String) -> String {
    var object = JSONObject()
    switch event {
    case .episode(let episode):
      object.add("event", "episode")
      object.add("run", run)
      object.add("step", episode.step)
      object.add("return", episode.episodeReturn)
      object.add("length", episode.length)
      object.add("terminated", episode.terminated)
    case .progress(let progress):
      object.add("event", "progress")
      object.add("run", run)
      object.add("step", progress.step)
      object.add("totalSteps", progress.totalSteps)
      object.add("episodes", progress.episodes)
      object.add("updates", progress.updates)
      object.add("epsilon", progress.epsilon)
      object.add("meanReturn", progress.meanReturn)
      object.add("meanLength", progress.meanLength)
      object.add("loss", progress.loss)
      object.add("meanValue", progress.meanValue)
    case .evaluation(let step, let evaluation, let isBest):
      object.add("event", "evaluation")
      object.add("run", run)
      object.add("step", step)
      object.add("isBest", isBest)
      object.add(EvaluationScores(evaluation))
    }
    return object.text
  }
}

extension JSONObject {
  /// Adds the five keys of an evaluation.
  mutating func add(_ scores: EvaluationScores) {
    add("episodes", scores.episodes)
    add("meanReturn", scores.meanReturn)
    add("stdReturn", scores.stdReturn)
    add("meanLength", scores.meanLength)
    add("successRate", scores.successRate)
  }
}

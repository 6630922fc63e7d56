import Agents
import Experiments
import Transfer

/// The JSON objects of `--json`: one per event, each with "event" as its first key.
enum EventJSON {
  /// An event of a training of either kind.
  static func text(of event: RunEvent, run: String) -> String {
    switch event {
    case .environment(let event): text(of: event, run: run)
    case .dataset(let event): text(of: event, run: run)
    case .pretraining(let event): text(of: event, run: run)
    case .fewShot(let event): text(of: event, run: run)
    }
  }

  /// The beginning of every object: what happened, in which run, after which step.
  private static func begin(_ event: String, _ run: String, step: Int) -> JSONObject {
    var object = JSONObject()
    object.add("event", event)
    object.add("run", run)
    object.add("step", step)
    return object
  }

  /// The beginning of what is said of a training that goes on.
  private static func progress(_ run: String, step: Int, of totalSteps: Int) -> JSONObject {
    var object = begin("progress", run, step: step)
    object.add("totalSteps", totalSteps)
    return object
  }

  private static func text(of event: PretrainingEvent, run: String) -> String {
    var object: JSONObject
    switch event {
    case .progress(let progress):
      object = Self.progress(run, step: progress.step, of: progress.totalSteps)
      object.add("epoch", progress.epoch)
      object.add("loss", progress.loss)
      if let accuracy = progress.accuracy { object.add("accuracy", accuracy) }
      object.add("learningRate", progress.learningRate)
    case .evaluation(let scores):
      object = begin("evaluation", run, step: scores.step)
      object.add("examples", scores.examples)
      object.add("loss", scores.loss)
      if let accuracy = scores.accuracy { object.add("accuracy", accuracy) }
    }
    return object.text
  }

  private static func text(of event: FewShotEvent, run: String) -> String {
    var object: JSONObject
    switch event {
    case .progress(let progress):
      object = Self.progress(run, step: progress.step, of: progress.totalSteps)
      object.add("episodes", progress.episodes)
      object.add("loss", progress.loss)
      object.add("accuracy", progress.accuracy)
      object.add("learningRate", progress.learningRate)
    case .validation(let step, let scores, let isBest):
      object = begin("validation", run, step: step)
      object.add("isBest", isBest)
      object.add(scores)
    }
    return object.text
  }

  private static func text(of event: SupervisedEvent, run: String) -> String {
    var object: JSONObject
    switch event {
    case .progress(let progress):
      object = Self.progress(run, step: progress.step, of: progress.totalSteps)
      object.add("epoch", progress.epoch)
      object.add("loss", progress.loss)
      object.add("learningRate", progress.learningRate)
    case .epoch(let epoch):
      object = begin("epoch", run, step: epoch.step)
      object.add("epoch", epoch.epoch)
      object.add("trainingLoss", epoch.trainingLoss)
      object.add("isBest", epoch.isBest)
      for (part, scores) in [("validation", epoch.validation), ("test", epoch.test)] {
        guard let scores else { continue }
        var found = JSONObject()
        found.add(PredictionSummary(scores))
        object.add(part, found)
      }
    }
    return object.text
  }

  private static func text(of event: TrainingEvent, run: String) -> String {
    var object: JSONObject
    switch event {
    case .episode(let episode):
      object = begin("episode", run, step: episode.step)
      object.add("return", episode.episodeReturn)
      object.add("length", episode.length)
      object.add("terminated", episode.terminated)
    case .progress(let progress):
      object = Self.progress(run, step: progress.step, of: progress.totalSteps)
      object.add("episodes", progress.episodes)
      object.add("updates", progress.updates)
      object.add("epsilon", progress.epsilon)
      object.add("meanReturn", progress.meanReturn)
      object.add("meanLength", progress.meanLength)
      object.add("loss", progress.loss)
      object.add("meanValue", progress.meanValue)
    case .evaluation(let step, let evaluation, let isBest):
      object = begin("evaluation", run, step: step)
      object.add("isBest", isBest)
      object.add(EvaluationScores(evaluation))
    }
    return object.text
  }
}

extension JSONObject {
  /// Adds the figures of a prediction of a whole part of a data set, without those of its classes.
  mutating func add(_ scores: PredictionSummary) {
    add("examples", scores.examples)
    add("loss", scores.loss)
    if let accuracy = scores.accuracy { add("accuracy", accuracy) }
    if let error = scores.meanAbsoluteError { add("meanAbsoluteError", error) }
    if let share = scores.determination { add("rSquared", share) }
  }

  /// Adds the shape, the accuracy and its interval of few-shot episodes.
  mutating func add(_ scores: FewShotScores) {
    add("ways", scores.shape.ways)
    add("shots", scores.shape.shots)
    add("queries", scores.shape.queries)
    add("episodes", scores.accuracies.count)
    add("loss", scores.loss)
    add("accuracy", scores.accuracy)
    add("halfWidth", scores.halfWidth)
  }

  /// Adds the five keys of an evaluation.
  mutating func add(_ scores: EvaluationScores) {
    add("episodes", scores.episodes)
    add("meanReturn", scores.meanReturn)
    add("stdReturn", scores.stdReturn)
    add("meanLength", scores.meanLength)
    add("successRate", scores.successRate)
  }
}

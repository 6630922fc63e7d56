import Documents
import Experiments

/// What is known of a run from its small files.
struct RunState {
  let folder: RunFolder
  let configuration: RunConfiguration?
  let last: TrainedNetwork?
  let best: TrainedNetwork?
  let state: String

  init(_ folder: RunFolder) {
    self.folder = folder
    configuration = try? folder.readConfiguration()
    last = try? TrainedNetwork.load(folder.lastPolicy)
    best = try? TrainedNetwork.load(folder.policy)
    if RunLock.isHeld(folder) {
      state = "training"
    } else if let configuration {
      state = (last?.round ?? 0) >= configuration.rounds ? "finished" : "stopped"
    } else {
      state = "damaged"
    }
  }

  var row: [String] {
    var score = "-"
    var success = "-"
    switch best {
    case .policy(let policy):
      score = Numbers.score(policy.scores?.meanReturn)
      success = policy.scores.map { "\(Numbers.fixed(100 * $0.successRate, 0)) %" } ?? "-"
    case .predictor(let predictor): score = predictor.scores?.headline ?? "-"
    case .encoder(let encoder): score = encoder.scores ?? "-"
    case nil: break
    }
    return [
      folder.path, configuration?.task ?? "-", configuration.map { "\($0.seed)" } ?? "-",
      "\(Numbers.grouped(last?.round ?? 0))/"
        + (configuration.map { Numbers.grouped($0.rounds) + $0.roundUnit } ?? "-"),
      state, score, success,
    ]
  }

  var json: JSONObject {
    var object = JSONObject()
    object.add("run", folder.path)
    object.add("state", state)
    object.add("step", last?.step ?? 0)
    if let configuration {
      object.add(configuration.kind, configuration.task)
      object.add("seed", Int(clamping: configuration.seed))
      if configuration.training == nil {
        object.add("totalSteps", configuration.rounds)
      } else {
        object.add("epoch", last?.round ?? 0)
        object.add("totalEpochs", configuration.rounds)
      }
    }
    var scores = JSONObject()
    switch best {
    case .policy(let policy): if let found = policy.scores { scores.add(found) }
    case .predictor(let predictor): if let found = predictor.scores { scores.add(found) }
    case .encoder(let encoder):
      scores.add("method", encoder.method)
      if let found = encoder.scores { scores.add("scores", found) }
    case nil: break
    }
    if scores.text != "{}" { object.add("best", scores) }
    return object
  }
}

extension TrainedNetwork {
  /// How far its training was, in what a configuration counts: environment steps, epochs, or the updates
  /// and episodes of an encoder.
  var round: Int {
    switch self {
    case .policy(let policy): policy.step
    case .predictor(let predictor): predictor.epoch
    case .encoder(let encoder): encoder.step
    }
  }
}

extension RunConfiguration {
  /// " epochs" on a data set, " updates" of a pretraining or of few-shot learning; steps of
  /// environments need no word.
  fileprivate var roundUnit: String {
    if pretraining != nil || fewShot != nil { return " updates" }
    return agent == nil ? " epochs" : ""
  }
}

import Determinism
import Documents
import NeuralNetworks
import TensorCore

/// What guides a ``DQN``: its teachers or its demonstrations, and how far that has got.
struct Guide {
  let settings: Guidance
  /// Those who know; nil where demonstrations guide.
  var teachers: Teachers?
  /// Recorded play; nil where teachers guide.
  var demonstrations: Demonstrations?
  /// The mean return of the teachers' episodes; nil where they have not played.
  var teacherReturn: Double? { means.teacherReturn }
  /// What is reported.
  var means = GuidanceMeans()
  /// λ of the present updates.
  var weight: Float = 0
  /// For people: who guides, and what is played and learned before the student acts.
  let notes: [String]

  /// What guides a training.
  ///
  /// - Parameters:
  ///   - configuration: of the student.
  ///   - task: its teachers and its file of transitions are used, and its stream's child "guidance".
  /// - Throws: `InputError` where there is no teacher or no file of demonstrations, or they do not fit
  ///   the task.
  init(_ configuration: DQNConfiguration, for task: AgentTask) throws {
    settings = configuration.guidance
    try configuration.requireTeachers(count: task.teachers.count)
    if settings.hasTeachers {
      for teacher in task.teachers { try teacher.requireFit(for: task) }
      teachers = Teachers(
        policies: task.teachers.map(\.policy), temperature: settings.temperature,
        random: task.random.stream("guidance"))
      notes = Self.notes(settings, teachers: task.teachers.map(\.name))
    } else {
      let recorded = try RecordedTransitions.named(settings.demonstrations, for: task)
      let found = try Demonstrations(recorded, configuration, for: task)
      demonstrations = found
      notes = [
        "\(found.replay.count) demonstrations of the behaviour '\(recorded.behaviour)' stay in "
          + "replay; \(settings.offlineUpdates) updates come before the first step"
      ]
    }
  }

  private static func notes(_ settings: Guidance, teachers: [String]) -> [String] {
    let who = "\(settings.method.rawValue) from \(teachers.joined(separator: ", "))"
    switch settings.method {
    case .qdagger:
      return [
        "\(who): plays the first \(settings.teacherSteps) steps, which count as steps of the run; "
          + "\(settings.offlineUpdates) updates follow before the student acts"
      ]
    case .distillation where settings.states == .teacher:
      return ["\(who), who plays all steps"]
    case .none, .distillation, .kickstarting, .demonstrations: return [who]
    }
  }
}

// MARK: - The loss

extension Guide {
  /// The losses of an update's rows with what the guidance adds.
  ///
  /// - Parameters:
  ///   - losses: of the rewards, `[B]`; nil where they are not learned from.
  ///   - values: the student's values of all actions, `[B, A]`, recorded.
  ///   - batch: what they were predicted for.
  /// - Returns: `losses + λ · guidance`, `[B]`.
  mutating func guided(_ losses: Tensor?, values: Tensor, batch: TransitionBatch) -> Tensor {
    let demonstrated = Double(batch.demonstrated) / Double(batch.actions.count)
    means.add(weight: weight, demonstrated: demonstrations == nil ? nil : demonstrated)
    guard weight > 0 || losses == nil, let own = ownLosses(values: values, batch: batch) else {
      return losses ?? Tensor.zeros([batch.actions.count])
    }
    means.add(loss: withoutGradients { own.mean().item })
    return losses.map { $0 + weight * own } ?? own
  }

  /// What the guidance adds, before it is weighed; nil where it has nothing to say.
  private func ownLosses(values: Tensor, batch: TransitionBatch) -> Tensor? {
    guard let teachers else {
      return batch.demonstrated > 0 ? margins(values: values, batch: batch) : nil
    }
    return distillationLosses(
      values, policy: teachers.policy(at: batch.observations, masks: batch.masks),
      temperature: settings.temperature, masks: batch.masks)
  }

  /// The margin losses of the demonstrations, and 0 for the other rows.
  private func margins(values: Tensor, batch: TransitionBatch) -> Tensor {
    let (count, all) = (batch.demonstrated, batch.actions.count)
    let losses = marginLosses(
      values.sliced(0..<count), demonstrated: Array(batch.actions.prefix(count)),
      margin: settings.margin, masks: batch.masks.map { Array($0.prefix(count * values.shape[1])) })
    return losses.padded([(before: 0, after: all - count)])
  }
}

// MARK: - Checkpoints

extension Guide {
  /// Writes all but the teachers and the demonstrations themselves, which are known by their SHA-256.
  func write(to file: inout SafeTensors) {
    means.write(to: &file)
    if let teachers { file.append("guidance.streams", streams: [teachers.random]) }
    demonstrations?.replay.writePriorities(to: &file, prefix: "demonstrations")
  }

  /// Takes over what ``write(to:)`` wrote.
  ///
  /// - Throws: `InputError` that names the entry that is missing or does not fit.
  mutating func read(from file: SafeTensors) throws {
    try means.read(from: file)
    if teachers != nil {
      teachers?.random = try file.streams("guidance.streams", count: 1)[0]
    }
    try demonstrations?.replay.readPriorities(from: file, prefix: "demonstrations")
  }
}

import Documents
import Environments
import TensorCore

/// What guidance changes in the loop: who acts, what is learned when, and what is added to the loss.
extension DQN {
  /// Whether the next update belongs to the phase before the student acts.
  var isOffline: Bool {
    guide?.settings.isOffline(step: step, updates: updates) ?? false
  }

  /// The step from which on is learned between the steps of the environment.
  var firstLearningStep: Int {
    max(configuration.learningStarts, configuration.guidance.collectedSteps)
  }

  /// One update of the phase before the student acts; the target follows as often as it would if
  /// steps were made.
  mutating func learnOffline() throws {
    try learn(updates: 1)
    let steps = configuration.trainInterval
    let done = updates * steps / configuration.updatesPerInterval
    let before = (updates - 1) * steps / configuration.updatesPerInterval
    if done / configuration.targetInterval > before / configuration.targetInterval {
      updateTarget()
    }
  }

  /// Has the teachers choose where it is their turn; false leaves it to the student.
  mutating func teachersAct(in environment: any VectorEnvironment) throws -> Bool {
    guard configuration.guidance.teachersAct(at: step) else { return false }
    let finite = withGuide { guide, agent in
      guide.teachers?.chooseActions(
        in: environment, epsilon: guide.settings.teacherEpsilon, into: &agent.actions)
    }
    guard finite.flatMap({ $0 }) ?? true else {
      throw DivergedTraining(step: step, quantity: "a teacher's value of an action")
    }
    return true
  }

  /// Notes what the teachers reached when their play ends; the student's returns begin anew.
  ///
  /// - Parameter before: the step before the last.
  /// - Throws: `InputError` where none of their episodes ended.
  mutating func endTeachersPlay(since before: Int) throws {
    let end = configuration.guidance.collectedSteps
    guard before < end, step >= end else { return }
    guard let reached = record.statistics.meanReturn else {
      throw InputError(
        "no episode of the teachers ended within teacherSteps (\(end)): there is nothing to compare "
          + "the student with", remedy: "set teacherSteps higher")
    }
    guide?.means.teacherReturn = reached
    record.statistics.forgetEnded()
  }

  /// Draws what an update learns from.
  mutating func drawBatch() -> TransitionBatch {
    let exponent = configuration.importanceExponent(at: step)
    let size = configuration.batchSize
    let joined = withGuide { guide, agent in
      guide.demonstrations?.sample(
        size, beside: &agent.replay, importanceExponent: exponent, using: &agent.sampling)
    }
    return joined.flatMap { $0 }
      ?? replay.sample(size, importanceExponent: exponent, using: &sampling)
  }

  /// Sets the priorities of the transitions of a batch by what was wrong about them.
  mutating func updatePriorities(of batch: TransitionBatch, errors: Tensor) {
    guard guide?.demonstrations != nil else {
      return replay.updatePriorities(of: batch, errors: errors)
    }
    withGuide { guide, agent in
      guide.demonstrations?.updatePriorities(of: batch, errors: errors, own: &agent.replay)
    }
  }

  /// The losses of an update's rows with what the guidance adds.
  ///
  /// - Parameters:
  ///   - losses: of the rewards, `[B]`; nil where they are not learned from.
  ///   - prediction: what the network says.
  ///   - batch: of what.
  /// - Returns: `[B]`.
  mutating func guided(
    _ losses: Tensor?, _ prediction: ValueLearning.Prediction, _ batch: TransitionBatch
  ) -> Tensor {
    let guided = withGuide { guide, agent in
      guide.weight = guide.settings.weight(
        at: agent.step, student: agent.record.statistics.meanReturn, teacher: guide.teacherReturn)
      return guide.guided(
        losses, values: agent.online.expectedValues(of: prediction.all), batch: batch)
    }
    return guided ?? losses ?? Tensor.zeros([batch.actions.count])
  }

  /// Gives the guide and the agent without it, both to change; nil where there is no guide.
  ///
  /// What is taken out is held once only, so that no column of it is copied when it changes.
  private mutating func withGuide<R>(
    _ body: (inout Guide, inout DQN) throws -> R
  ) rethrows -> R? {
    guard var taken = guide else { return nil }
    guide = nil
    defer { guide = taken }
    return try body(&taken, &self)
  }
}

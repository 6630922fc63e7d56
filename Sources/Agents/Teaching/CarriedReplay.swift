import Documents
import Environments
import NeuralNetworks

/// What the replay buffer of another run held, for a run to begin with.
///
/// Observations, actions and endings mean the same where the spaces are equal; the rewards are those
/// of the other run's task, with its bonus where it had one.
public struct CarriedReplay {
  /// The other run's state, with its file's name.
  public var file: SafeTensors
  /// The task that it was made in.
  public var definition: EnvironmentDefinition
  /// Copies that stepped together in it.
  public var copies: Int

  /// A replay from its parts.
  public init(file: SafeTensors, definition: EnvironmentDefinition, copies: Int) {
    (self.file, self.definition, self.copies) = (file, definition, copies)
  }

  /// The transitions as a buffer, from which a replay takes them over.
  ///
  /// - Parameters:
  ///   - task: what they are carried to.
  ///   - present: copies that step together there.
  /// - Returns: a buffer as large as the file's content, which is checked first.
  /// - Throws: `InputError` that says what does not fit.
  package func makeReplay(for task: AgentTask, copies present: Int) throws -> ReplayBuffer {
    func require(_ fits: Bool, _ reason: String, remedy: String) throws {
      if !fits { throw InputError(reason, file: file.file, remedy: remedy) }
    }
    let (shown, wanted) = (definition.observationSpace, task.observationSpace)
    let (from, to) = ("'\(definition.id)'", "'\(task.definition.id)'")
    try require(
      shown == wanted,
      "the transitions show observations \(shown.shape) of \(from); \(to) shows \(wanted.shape)"
        + (shown.shape == wanted.shape ? " in another range" : ""),
      remedy: "carry a replay over between tasks with the same observations")
    try require(
      definition.actions == task.definition.actions,
      "the transitions' actions are \(definition.actions); those of \(to) are "
        + "\(task.definition.actions)",
      remedy: "carry a replay over between tasks with the same actions")
    try require(
      copies == present,
      "the transitions are of \(copies) copies that stepped together; this run has environments "
        + "(\(present))", remedy: "set environments to \(copies)")
    try require(
      !definition.normalizesObservations && !task.definition.normalizesObservations,
      "the transitions or the task show normalized observations, each by statistics of its own",
      remedy: "use environments without normalization")
    let frames = task.definition.stackedFrames
    try require(
      definition.stackedFrames == frames,
      "the transitions keep observations as \(definition.stackedFrames) frames, \(to) as \(frames)",
      remedy: "carry a replay over between tasks that stack their frames alike")
    do {
      return try ReplayBuffer(
        kept: file, copies: copies, observationSpace: wanted,
        actionCount: task.actionSpace.count, frames: frames)
    } catch let error as InputError {
      throw InputError(
        error.message, file: file.file,
        remedy: "name a run of dqn or rainbow that has made a checkpoint")
    }
  }
}

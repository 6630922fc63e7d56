import Documents

/// A run and its configuration.
public struct RunRecord: Sendable, Hashable {
  /// The run's folder.
  public let folder: RunFolder
  /// What the run is made of.
  public let configuration: RunConfiguration

  /// Reads the configuration of a run.
  ///
  /// - Throws: `InputError` where it cannot be read or is faulty.
  public init(_ folder: RunFolder) throws {
    self.folder = folder
    configuration = try folder.readConfiguration()
  }

  /// How far the training is, in what ``RunConfiguration/rounds`` counts; 0 before the first
  /// checkpoint.
  ///
  /// - Throws: `InputError` where the last policy cannot be read.
  public func roundsDone() throws -> Int {
    guard FileSystem.exists(folder.lastPolicy) else { return 0 }
    let file = try PolicyFile(reading: folder.lastPolicy)
    return try file.number(file.isPredictor ? "epoch" : "step")
  }

  /// Whether all steps are done; false where its files do not say so.
  public var isFinished: Bool { ((try? roundsDone()) ?? 0) >= configuration.rounds }
}

extension RunConfiguration {
  /// How far the training goes: environment steps, epochs, or the updates of a pretraining or of few-shot learning.
  public var rounds: Int {
    switch learner {
    case .agent(let agent): agent.configuration.steps
    case .supervised(let training): training.epochs
    case .pretraining(let training): training.updates
    case .fewShot(let training): training.updates
    }
  }
}

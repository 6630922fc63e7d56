import Documents

/// An episode that another implementation played, as one line of a recording holds it.
///
/// Each format has one type, which stands in ``RecordingFormat``. Decoding reads the line; what the
/// line says may be damaged or invented, so no value of it may lead to a trap.
package protocol RecordedEpisode: Decodable, Sendable {
  /// Readies the episodes of one file, before any is compared, for what only the whole file tells.
  ///
  /// - Returns: what a reader of the result should know, one sentence each.
  static func prepare(_ episodes: inout [Self], for definition: EnvironmentDefinition) -> [String]

  /// Replays the episode from its recorded initial state with the recorded outcomes.
  ///
  /// - Parameter definition: the environment that is to behave in the same way.
  /// - Returns: how far the two agree.
  /// - Throws: `InputError` where the recording is not of this environment, or is damaged; file and
  ///   line are added by ``RecordingReader``.
  func compare(with definition: EnvironmentDefinition) throws -> RecordingComparison
}

extension RecordedEpisode {
  /// Nothing is to be done where every line stands for itself.
  package static func prepare(
    _ episodes: inout [Self], for definition: EnvironmentDefinition
  ) -> [String] { [] }
}

/// How far one episode agrees with its recording.
package struct RecordingComparison: Sendable, Hashable {
  /// The steps that agree.
  package var steps: Int
  /// What differs first; nil where nothing does.
  package var difference: RecordingDifference?

  /// Creates a result.
  package init(steps: Int, difference: RecordingDifference? = nil) {
    self.steps = steps
    self.difference = difference
  }
}

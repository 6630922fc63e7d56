/// A format of recordings: the key by which its lines are known, and the type that reads them.
package struct RecordingFormat: Sendable {
  /// A key that every line of the format has.
  package var key: String
  /// The name for people.
  package var name: String
  /// What reads a line; nil for a format that is only recognized.
  package var episode: (any RecordedEpisode.Type)?

  /// Every format, one line each.
  ///
  /// The first whose key a line has is taken: MiniGrid's recordings name Gymnasium too.
  package static let all: [RecordingFormat] = [
    RecordingFormat(key: "minigrid", name: "MiniGrid", episode: MiniGridEpisode.self),
    RecordingFormat(key: "game", name: "MinAtar", episode: MinAtarEpisode.self),
    RecordingFormat(key: "gymnasium", name: "Gymnasium", episode: GymnasiumEpisode.self),
  ]
}

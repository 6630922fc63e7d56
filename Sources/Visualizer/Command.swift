/// What a key asks of the loop that plays, beyond a change of the view.
package enum Command: Hashable, Sendable {
  /// Nothing: at most the view has changed.
  case none
  /// One step on or back; the first or the last step that was reached.
  case stepForward, stepBack, firstStep, lastStep
  case nextEpisode
  /// A person's action.
  case action(Int)
  /// The game goes over to a person, or back to the agent.
  case takeOver, handBack
  /// So many places further in the list of checkpoints.
  case checkpoint(Int)
  case screenshot, record, fullScreen, quit
  /// A word to the person, where a key does nothing here.
  case say(String)

  /// The command in one word, with its number where it has one.
  package var name: String {
    switch self {
    case .action(let action): "action \(action)"
    case .checkpoint(let places): "checkpoint \(places)"
    case .say: "refused"
    default: "\(self)"
    }
  }
}

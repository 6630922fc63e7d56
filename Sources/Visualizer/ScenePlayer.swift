/// What a view plays: it hands out the scenes of one or more episodes, one step at a time.
///
/// Going back and forth in an episode shows what happened and changes nothing of it. Only a person
/// who takes the game over does: from the step that is shown, the episode then goes on anew.
public protocol ScenePlayer: AnyObject {
  /// The scene now, before any further step.
  func currentScene() throws -> Scene
  /// Goes one step on: along what was played where the scene is one of the past, else by a step of
  /// the agent; begins the next episode where the last one has ended.
  ///
  /// - Returns: false when all episodes that were asked for are over.
  func advance() throws -> Bool
  /// Leaves this episode and begins the next; false when there is none.
  func skipEpisode() throws -> Bool

  /// Whether ``seek(to:)`` goes back.
  var canSeek: Bool { get }
  /// Shows an earlier or later step of this episode, in `0...lastStep` of the scene.
  func seek(to step: Int) throws

  /// The keys of the actions where a person can play; nil where no one can.
  var actionKeys: ActionKeys? { get }
  /// The action of a person's step without a key, in a world that goes on by itself.
  var idleAction: Int { get }
  /// Takes a person's action from the scene that is shown; nothing where the episode has ended.
  func take(_ action: Int) throws

  /// Whether an agent plays where no person does; where there is none, a person plays throughout.
  var hasAgent: Bool { get }

  /// Names of the policies to choose from, such as "step 40,000"; one or none where there is no
  /// choice.
  var checkpoints: [String] { get }
  /// The place of the present policy in ``checkpoints``.
  var checkpoint: Int { get }
  /// Plays on with another policy, from the present scene.
  func choose(checkpoint: Int) throws
}

extension ScenePlayer {
  /// False: only the present scene is known.
  public var canSeek: Bool { false }
  /// Does nothing.
  public func seek(to step: Int) throws {}
  /// Nil: no person can play.
  public var actionKeys: ActionKeys? { nil }
  /// The first action.
  public var idleAction: Int { 0 }
  /// Does nothing.
  public func take(_ action: Int) throws {}
  /// True: an agent plays.
  public var hasAgent: Bool { true }
  /// None: there is no choice.
  public var checkpoints: [String] { [] }
  /// The first.
  public var checkpoint: Int { 0 }
  /// Does nothing.
  public func choose(checkpoint: Int) throws {}
}

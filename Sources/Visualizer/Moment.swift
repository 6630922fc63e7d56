/// All that a view draws: the scenes, and how the viewing stands.
///
/// Pictures are a pure function of a moment and of the size of the picture.
public struct Moment: Sendable {
  /// What is played; several are shown side by side.
  public var scenes: [Scene]
  /// Pace, panels, messages.
  public var viewing: Viewing

  /// A moment of at least one scene.
  public init(scenes: [Scene], viewing: Viewing) {
    precondition(!scenes.isEmpty, "expected a scene, got none")
    self.scenes = scenes
    self.viewing = viewing
  }
}

/// How the viewing stands: all that keys and mouse change.
public struct Viewing: Sendable, Hashable {
  /// Whether steps are taken only one by one.
  public var isPaused = false
  /// Factor on the pace; infinite without any limit.
  public var speed = 1.0
  /// Whether a person chooses the actions.
  public var isPerson = false
  /// The panels that are shown beside the picture.
  public var panels = Set(Panel.allCases)
  /// Dark or light.
  public var theme = ThemeKind.dark
  /// Whether the keys are explained over the picture.
  public var showsHelp = false
  /// Whether what is shown is being written to a file.
  public var isRecording = false
  /// The scene whose panels are shown where there are several; nil for all of them as tiles.
  public var focus: Int?
  /// The names of the policies to choose from, and which one plays.
  public var checkpoints: [String] = []
  /// The place of the present policy in ``checkpoints``.
  public var checkpoint = 0
  /// The keys of a person's actions, such as "← l left".
  public var actionHelp: [String] = []
  /// A message of a moment, such as where a screenshot was written; nil where there is none.
  public var message: String?

  /// Plays at its own pace, with all panels, in the dark.
  public init() {}
}

/// A part of the view beside the environment's picture; the raw value is its heading.
public enum Panel: String, Sendable, Hashable, CaseIterable {
  case episode = "Episode"
  case actionValues = "Action values"
  case map = "Values of the cells"
  case observation = "Observation"
  case valueCurve = "Value over the episode"
  case rewards = "Rewards"
  case returns = "Returns"
}

/// The two sets of colours.
public enum ThemeKind: String, Sendable, Hashable, CaseIterable {
  case dark, light
}

import Determinism

/// Seaquest of MinAtar: a submarine shoots fish and submarines, and brings divers to the surface.
///
/// - Description: 10 by 10 cells. Row 0 is the surface, row 9 shows the oxygen (from the left) and
///   the divers on board (from the right). The submarine starts at the surface with 200 units of
///   oxygen and loses one in every step that ends below. Its bullets fly one column a step; it fires
///   at most every fifth step. Enemies enter rows 1 to 8 from the left or the right edge, every 20
///   steps at first, unless one that moves the other way is in the row; they move one column every
///   sixth step at first. Submarines fire ahead every eleventh step. A diver enters every 30 steps
///   and moves one column every sixth step; the submarine picks up divers in its cell until there
///   are six on board. Coming to the surface fills the oxygen up and costs one diver. With six on
///   board all go ashore and the oxygen is rewarded; then the count is -1: the next diver only
///   makes it 0, but with a count below 0 one may surface as well. Where the difficulty grows, each
///   time at the surface takes one step off the time between enemies (down to 1), and each second
///   time one off the time between their moves (down to every third step).
/// - Actions: 0 `noop`, 1 `left`, 2 `up`, 3 `right`, 4 `down`, 5 `fire`; all do something, so that
///   the minimal set is the full one. `left` and `right` also turn the submarine.
/// - Observation: 10 planes `[10, 10, 10]` of 0 and 1: the submarine's front, its back, its bullets,
///   trails (the cells behind fish, submarines and divers), enemy bullets, fish, enemy submarines,
///   oxygen (a cell for 20 units), divers on board, divers.
/// - Reward: 1 for each enemy shot; for six divers brought to the surface a tenth of the percentage
///   of oxygen left, rounded down. At most 11 in one step.
/// - Terminated: when the submarine meets a fish, an enemy submarine or an enemy bullet, when a step
///   begins without oxygen, or when it comes to the surface with a count of 0 divers.
/// - Truncated: never here; the definition's time limit does it.
/// - Randomness: for each enemy two numbers in 0..<1 (below 1/2: from the left; below 1/3: a
///   submarine) and a row in 1..<9; for each diver one number and a row in the same way. For sticky
///   actions see ``MinAtarGame``.
/// - Source: Young & Tian 2019, arXiv:1903.03176; found from that description and from recorded play
///   of MinAtar 1.0.15.
///
/// The order of a step: enemy and diver enter, the submarine acts, its bullets fly, then divers,
/// enemy submarines, enemy bullets and fish move, in each group the latest first; oxygen comes last.
/// Who meets the submarine before or after moving has met it.
public struct Seaquest: MinAtarGame {
  /// `seaquest`.
  public static let name = "seaquest"
  /// What each plane of an observation is.
  public static let planes = [
    MinAtarPlane("front", .blue), MinAtarPlane("back", .sky),
    MinAtarPlane("own bullet", .green, .small), MinAtarPlane("trail", .stone, .small),
    MinAtarPlane("enemy bullet", .vermilion, .small), MinAtarPlane("fish", .orange),
    MinAtarPlane("enemy submarine", .purple), MinAtarPlane("oxygen", .stone),
    MinAtarPlane("diver on board", .green), MinAtarPlane("diver", .green),
  ]
  /// All six.
  public static let minimalActions = MinAtarAction.allCases

  /// The parameters, prepared.
  public let settings: MinAtarSettings
  /// The whole state.
  public var state = SeaquestState()

  /// Creates a game from its prepared parameters.
  public init(settings: MinAtarSettings) { self.settings = settings }

  /// Two bullets can hit, and oxygen is worth at most nine: the way up has taken some.
  public var rewardRange: ClosedRange<Float> { 0...11 }

  /// The submarine, its oxygen and its divers.
  public func describeState() -> String {
    "submarine at row \(state.row), column \(state.column), facing "
      + (state.facesRight ? "right" : "left")
      + "; oxygen \(state.oxygen), divers on board \(state.diverCount)"
      + "; \(state.fish.count) fish, \(state.submarines.count) submarines, "
      + "\(state.divers.count) divers" + (state.isOver ? "; over" : "")
  }
}

/// A commented definition to begin one's own with; `apus environments new` writes it.
public enum EnvironmentTemplate: String, Sendable, CaseIterable {
  /// One room, a wall and a goal.
  case room
  /// A new maze in every episode.
  case maze
  /// A key, a locked door and a goal behind it.
  case keys
  /// Blocks to be pushed onto targets.
  case sokoban
  /// Coins to collect while guards walk about.
  case guards

  /// The whole file.
  ///
  /// - Parameter id: the environment's id.
  /// - Returns: the text of a valid definition.
  public func text(id: String) -> String {
    """
    \(opening)
    id: \(id)
    version: 1            # raise it when a rule changes
    summary: \(summary)

    grid:
    \(world)
    # Documentation/WritingAnEnvironment.md says what else there is.
    \(rules)
    success: terminated   # which episodes count: those that the task itself ended

    # How `apus train` trains an agent, unless it is told otherwise.
    agent:
      steps: \(steps)
      environments: 8
      hiddenSizes: [128]
      learningRate: 0.001
      learningStarts: 1000
      discount: 0.97
      trainInterval: 8
      updatesPerInterval: 2
      doubleQ: true
      epsilonEnd: 0.05
      epsilonSteps: \(steps / 2)

    """
  }

  private var opening: String {
    """
    # Change this file, then:
    #   apus environments check FILE    what is wrong, or probably not meant
    #   apus environments show FILE     map, actions, rewards, spaces
    #   apus environments solve FILE    the best return there is
    #   apus train FILE
    """
  }

  private var steps: Int {
    switch self {
    case .room: 20_000
    case .maze: 200_000
    case .keys, .guards: 60_000
    case .sokoban: 100_000
    }
  }

  private var summary: String {
    switch self {
    case .room: "Walk around a wall to the goal."
    case .maze: "Find the goal of a maze that is another one in every episode."
    case .keys: "Take the key, open the door, reach the goal."
    case .sokoban: "Push every block onto a target."
    case .guards: "Collect the coins and keep out of the guards' way."
    }
  }

  private var world: String {
    switch self {
    case .room:
      """
        map: |
          #########
          #S..#...#
          #...#...#
          #.......#
          #...#..G#
          #########
        legend:             # what each character of the map is
          "#": wall
          ".": floor
          S: start
          G: goal
      """
    case .maze:
      """
        # A map is made from these numbers. With a number as seed it is the same for ever.
        generator: {kind: maze, width: 9, height: 9, seed: episode, place: {S: 1, G: 1}}
        legend:
          "#": wall
          ".": floor
          S: start
          G: goal
      """
    case .keys:
      """
        map: |
          ##########
          #S..#...G#
          #...#....#
          #...D....#
          #.k.#....#
          ##########
        legend:
          "#": wall
          ".": floor
          S: start
          G: goal
          k: {kind: key, color: yellow}
          D: {kind: door, color: yellow, state: locked}
        # Entering its cell takes a key, moving against a door opens it. With 'pickup' and 'toggle'
        # among the actions the agent does both by itself.
      """
    case .sokoban:
      """
        map: |
          #######
          #S....#
          #.b.t.#
          #..#..#
          #.b.t.#
          #.....#
          #######
        legend:
          "#": wall
          ".": floor
          S: start
          b: block
          t: target
      """
    case .guards:
      """
        map: |
          ##########
          #S....c..#
          #.##.##..#
          #.c.v....#
          #...#..c.#
          ##########
        legend:
          "#": wall
          ".": floor
          S: start
          c: {kind: item, name: coin, color: yellow}
          v: {kind: guard, moves: vertical}
      """
    }
  }

  private var rules: String {
    switch self {
    case .room:
      """
      observation: one-hot            # or coordinates, layers, egocentric
      actions: [up, right, down, left]
      rewards: {step: -0.1, goal: 1}  # of each step; the one into the goal is worth 1
      termination: [goal]
      timeLimit: 100                  # steps, or none
      """
    case .maze:
      """
      observation: layers             # the whole map; egocentric shows the cells around the agent
      actions: [up, right, down, left]
      # 'closer' is by how much the way to the goal has become shorter.
      rewards: {step: -0.02 + 0.05 * closer, goal: 1}
      termination: [goal]
      timeLimit: 100                  # steps, or none
      """
    case .keys:
      """
      observation: one-hot
      actions: [up, right, down, left]
      # What happens is rewarded in addition to the step.
      rewards: {step: -0.1, "pickup(key)": 0.5, unlock: 0.5, goal: 2}
      termination: [goal]
      timeLimit: 100                  # steps, or none
      """
    case .sokoban:
      """
      observation: one-hot
      actions: [up, right, down, left]
      rewards: {step: -0.1, place: 1, unplace: -1, all(placed): 5}
      termination: [all(placed)]
      timeLimit: 100                  # steps, or none
      """
    case .guards:
      """
      observation: one-hot
      actions: [up, right, down, left, stay]
      # Expressions: the second coin is worth more than the first, the third more than the second.
      rewards: {step: -0.1, "collect(coin)": collected, caught: -5}
      termination: [all(collected), caught]
      timeLimit: 100                  # steps, or none
      """
    }
  }
}

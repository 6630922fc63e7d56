import Documents

/// The tasks of Gymnasium whose recordings can be compared.
enum GymnasiumTask: Sendable {
  case cartPole
  case mountainCar
  case acrobot
  case frozenLake
  case cliffWalking
  case taxi
  case blackjack

  /// The tasks by Gymnasium's ids.
  ///
  /// Versions stand side by side where they differ in nothing that a recording shows.
  static let ids: [String: GymnasiumTask] = [
    "CartPole-v0": .cartPole, "CartPole-v1": .cartPole,
    "MountainCar-v0": .mountainCar, "Acrobot-v1": .acrobot,
    "FrozenLake-v1": .frozenLake, "FrozenLake8x8-v1": .frozenLake,
    "CliffWalking-v0": .cliffWalking, "CliffWalking-v1": .cliffWalking,
    "CliffWalkingSlippery-v1": .cliffWalking,
    "Taxi-v3": .taxi, "Taxi-v4": .taxi, "Blackjack-v1": .blackjack,
  ]
}

extension GymnasiumHeader {
  /// The game of a definition as the type that a task needs, its arguments checked.
  func game<Kind: Game>(
    _ type: Kind.Type, of definition: EnvironmentDefinition,
    arguments: (Kind) -> [GymnasiumArgument]
  ) throws -> Kind {
    guard case .game(let game) = definition.world, let game = game as? Kind else {
      throw misfit(definition, "is not of the game '\(Kind.name)'")
    }
    try checkArguments(arguments(game), for: definition)
    return game
  }

  /// The environment of a definition with its states listed, if it has the task's states, actions and
  /// arguments.
  func table(
    _ task: GymnasiumTask, of definition: EnvironmentDefinition
  ) throws -> any EnumerableEnvironment {
    switch task {
    case .frozenLake: try lake(definition)
    case .cliffWalking: try cliff(definition)
    case .taxi: try taxi(definition)
    default: throw misfit(definition, "has no table of transitions to compare")
    }
  }

  private func lake(_ definition: EnvironmentDefinition) throws -> any EnumerableEnvironment {
    let standard = env.hasPrefix("FrozenLake8x8") ? "8x8" : "4x4"
    let map = kwargs?["map_name"] ?? .text(standard)
    var states = map == .text("8x8") ? 64 : 16
    if case .list(let rows)? = kwargs?["desc"] {
      states = rows.reduce(0) { if case .text(let row) = $1 { $0 + row.utf8.count } else { $0 } }
    }
    let world = try grid(
      definition, actions: ["left", "down", "right", "up"], states: states)
    try checkArguments(
      [
        GymnasiumArgument(key: "map_name", standard: .text(standard)),
        GymnasiumArgument(
          key: "is_slippery", standard: .flag(true), here: .flag(Self.slips(world))),
        GymnasiumArgument(key: "desc", standard: .nothing),
        GymnasiumArgument(key: "success_rate", standard: .number(1.0 / 3)),
        GymnasiumArgument(key: "reward_schedule", standard: .list([])),
      ], for: definition)
    return world
  }

  private func cliff(_ definition: EnvironmentDefinition) throws -> any EnumerableEnvironment {
    let world = try grid(definition, actions: ["up", "right", "down", "left"], states: 48)
    let standard = env.hasPrefix("CliffWalkingSlippery")
    try checkArguments(
      [
        GymnasiumArgument(
          key: "is_slippery", standard: .flag(standard), here: .flag(Self.slips(world)))
      ], for: definition)
    return world
  }

  private func taxi(_ definition: EnvironmentDefinition) throws -> Taxi {
    try game(Taxi.self, of: definition) { taxi in
      [
        GymnasiumArgument(
          key: "is_rainy", standard: .flag(false), here: .flag(taxi.parameters.intended < 1)),
        GymnasiumArgument(key: "rainy_probability", standard: .number(0.8)),
        GymnasiumArgument(key: "fickle_passenger", standard: .flag(false), here: .flag(false)),
        GymnasiumArgument(key: "fickle_probability", standard: .number(0.3)),
      ]
    }
  }

  private func grid(
    _ definition: EnvironmentDefinition, actions: [String], states: Int
  ) throws -> any EnumerableEnvironment {
    guard case .grid = definition.world,
      let world = definition.makeEnvironment() as? any EnumerableEnvironment
    else {
      throw misfit(definition, "is no grid whose cells are its states")
    }
    guard world.stateCount == states else {
      throw misfit(definition, "has \(world.stateCount) states, expected \(states)")
    }
    guard world.actionSpace.names == actions else {
      let ours = world.actionSpace.names.joined(separator: ", ")
      throw misfit(
        definition, "has the actions \(ours), expected \(actions.joined(separator: ", "))")
    }
    return world
  }

  /// Whether any action can have more than one outcome.
  private static func slips(_ world: some EnumerableEnvironment) -> Bool {
    (0..<world.stateCount).contains { state in
      (0..<world.actionSpace.count).contains {
        world.outcomes(of: state, action: $0).count > 1
      }
    }
  }
}

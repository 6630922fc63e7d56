import Environments

/// What the numbers of a game's observation are called.
extension ObservationLayout {
  static func parts(of game: any Game, in space: Box) -> [Part] {
    let names = type(of: game).observationNames
    switch game {
    case is Taxi: return taxiParts(in: space)
    case is Blackjack: return blackjackParts
    case is MiniGrid where space.shape[0] > names.count:
      return parts(of: space, named: miniGridNames.prefix(space.shape[0]).map { $0 })
    default: break
    }
    guard space.shape.count == 1, names.count < space.count else {
      return parts(of: space, named: names)
    }
    // Fewer names than numbers: the last one is that of all the rest.
    let single = names.count - 1
    guard single > 0 || space.elementType != .uint8 else {
      return [.plane(names[0], width: space.count, height: 1, from: 0)]
    }
    let rest = oneOf[type(of: game).name] ?? names[single]
    return (0..<space.count).map { element in
      .number(element < single ? names[element] : "\(rest) \(element - single + 1)", at: element)
    }
  }

  /// What one of the numbers is called that share a name.
  private static let oneOf = ["noisy-observation": "lamp", "umbrella": "distractor"]

  // MARK: Taxi

  private static let stands = ["red", "green", "yellow", "blue"]

  /// Of the 500 states one plane of places for each passenger and destination; of the factored
  /// form four rows.
  private static func taxiParts(in space: Box) -> [Part] {
    guard space.count == 500 else {
      return [
        .plane("row", width: 5, height: 1, from: 0),
        .plane("column", width: 5, height: 1, from: 5),
        .plane("passenger at red, green, yellow, blue, in the taxi", width: 5, height: 1, from: 10),
        .plane("to red, green, yellow, blue", width: 4, height: 1, from: 15),
      ]
    }
    return (stands + ["taxi"]).enumerated().flatMap { passenger, place in
      stands.enumerated().map { destination, stand in
        Part(
          name: "passenger \(place == "taxi" ? "in the taxi" : "at \(place)"), to \(stand)",
          width: 5, height: 5, elements: (0..<25).map { ($0 * 5 + passenger) * 4 + destination })
      }
    }
  }

  // MARK: Blackjack

  private static let blackjackParts: [Part] = [
    .plane("player's sum", width: 32, height: 1, from: 0),
    .plane("dealer's card", width: 11, height: 1, from: 32),
    .plane("usable ace: no, yes", width: 2, height: 1, from: 43),
  ]

  // MARK: MiniGrid

  private static let objects = MiniGridObject.allCases.map { "\($0)" }
  private static let colors = MiniGridColor.allCases.map { "\($0)" }
  private static let states = MiniGridDoorState.allCases.map { "\($0)" }

  /// The planes of a view with one for each value; in the view of the whole map the agent's
  /// direction stands where the state of a door would.
  private static let miniGridNames =
    objects + colors + ["open", "closed", "locked", "agent looks up"]

  /// The name of one value of a part that has a plane for each.
  static func name(of value: Int, in part: String, largest: Int) -> String {
    // Behind a comma stands how many steps before it was seen.
    let words = part.split(separator: ",", maxSplits: 1)
    let when = words.count > 1 ? ",\(words[1])" : ""
    let known: [String]? =
      switch words.first {
      case "object": objects
      case "colour": colors
      case "state": states
      default: nil
      }
    if let known, value < known.count { return known[value] + when }
    if largest == 1, !part.isEmpty { return value == 1 ? part : "no \(part)" }
    return part.isEmpty ? "\(value)" : "\(part) = \(value)"
  }
}

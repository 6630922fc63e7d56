import Documents

/// What names mean in the expressions of one definition; collects the events they speak of.
final class GridNames {
  private let terrains: [GridTerrain]
  private let things: [GridThing]
  private let guards: [GridGuard]
  private let timeLimit: Int?
  /// The events spoken of so far.
  private(set) var events: [ObjectGridDefinition.Event] = []

  /// The most events a definition can speak of: they are the bits of a word.
  private static let eventLimit = 64

  init(
    terrains: [GridTerrain], things: [GridThing], guards: [GridGuard], timeLimit: Int?
  ) {
    self.terrains = terrains
    self.things = things
    self.guards = guards
    self.timeLimit = timeLimit
  }

  /// The names of quantities.
  static let quantities = [
    "steps", "timeLimit", "collected", "remaining", "placed", "unplaced", "distance", "closer",
    "carrying", "row", "column",
  ]
  /// The kinds of ground that a step can end on.
  static let grounds = GridTerrain.Kind.allCases.filter { $0 != .wall }.map(\.rawValue)
  /// The names of what can happen to things.
  static let verbs = GridVerb.allCases.filter { $0 != .enter }.map(\.rawValue)

  /// Reads the expression of a node.
  ///
  /// - Parameters:
  ///   - node: a number or the text of an expression.
  ///   - kind: what it is, for messages: "reward".
  /// - Returns: the program.
  /// - Throws: `InputError` with file and line, and the column in the expression.
  func expression(_ node: DocumentNode, _ kind: String) throws -> GridExpression {
    guard node.isScalar, !node.isNull else {
      throw node.error(expected: "a \(kind): a number or an expression")
    }
    if let value = try? node.double() {
      guard abs(value) <= 1e6 else {
        throw node.error(
          "expected a \(kind) of at most 1000000, found \(node.found)",
          remedy: "write a smaller number")
      }
      return GridExpression(constant: value)
    }
    return try expression(node.string(), kind, file: node.file, line: node.line)
  }

  /// Reads an expression.
  func expression(
    _ text: String, _ kind: String, file: String, line: Int
  ) throws -> GridExpression {
    do {
      return try GridExpressionParser.parse(text) {
        (name, words) throws(GridExpressionFault) in try self.lookup(name, words)
      }
    } catch {
      let isWhole = text.count == 0 || error.column == 1 && !text.contains(" ")
      let place = isWhole ? "" : ", column \(error.column) of '\(shown(text))'"
      throw InputError(
        "\(kind)\(place): \(error.message)", file: file, line: line, remedy: error.remedy)
    }
  }

  /// The meaning of a name.
  func lookup(
    _ name: GridToken, _ words: [GridToken]?
  ) throws(GridExpressionFault) -> [GridExpression.Instruction] {
    func quantity(_ quantity: GridQuantity) -> [GridExpression.Instruction] {
      [GridExpression.Instruction(operation: .quantity, quantity: quantity)]
    }
    if name.text == "all" {
      return try all(name, words)
    }
    if let verb = GridVerb(rawValue: name.text), verb != .enter {
      return quantity(.event(try event(verb, name, words)))
    }
    if let ground = GridTerrain.Kind(rawValue: name.text), ground != .wall {
      let selection = try grounds(ground, name, words)
      return quantity(.event(try number(of: .enter, selection, name)))
    }
    switch (name.text, words) {
    case ("collected", let words?):
      return quantity(.gone(try select([.item], "item", name, words)))
    case ("remaining", let words?):
      return quantity(.lying(try select([.item], "item", name, words)))
    case ("carrying", let words):
      return quantity(.carrying(try select([.key, .parcel], "key or parcel", name, words ?? [])))
    case ("steps", nil): return quantity(.steps)
    case ("row", nil): return quantity(.row)
    case ("column", nil): return quantity(.column)
    case ("collected", nil): return quantity(.collected)
    case ("remaining", nil): return quantity(.remaining)
    case ("placed", nil): return quantity(.placed)
    case ("unplaced", nil): return quantity(.unplaced)
    case ("distance", nil): return quantity(.distance)
    case ("closer", nil): return quantity(.closer)
    case ("timeLimit", nil):
      guard let timeLimit else {
        throw GridExpressionFault(
          message: "there is no time limit to compute with", column: name.column,
          remedy: "set timeLimit to a number of steps")
      }
      return [GridExpression.Instruction(operation: .constant, value: Double(timeLimit))]
    case (let text, .some) where Self.quantities.contains(text):
      throw GridExpressionFault(
        message: "'\(text)' takes no words in parentheses", column: name.column,
        remedy: "write '\(text)'")
    default:
      let valid = Self.quantities + Self.verbs + Self.grounds + ["all"]
      let error = unknownWord("name", name.text, among: valid)
      throw GridExpressionFault(
        message: "expected a number or the name of a quantity or an event; \(error.message)",
        column: name.column, remedy: error.remedy)
    }
  }

  private func all(
    _ name: GridToken, _ words: [GridToken]?
  ) throws(GridExpressionFault) -> [GridExpression.Instruction] {
    let left: GridQuantity
    switch words?.map(\.text) {
    case ["collected"]: left = .remaining
    case ["placed"]: left = .unplaced
    default:
      throw GridExpressionFault(
        message: "expected 'all(collected)' or 'all(placed)'", column: name.column,
        remedy: "all(collected): no item is left; all(placed): every target has what it wants")
    }
    return [
      GridExpression.Instruction(operation: .quantity, quantity: left),
      GridExpression.Instruction(operation: .not),
    ]
  }

  // MARK: Events and selections

  private func event(
    _ verb: GridVerb, _ name: GridToken, _ words: [GridToken]?
  ) throws(GridExpressionFault) -> Int {
    let selection: GridSelection
    switch verb {
    case .bump, .enter:
      guard words == nil else {
        throw GridExpressionFault(
          message: "'bump' takes no words in parentheses", column: name.column,
          remedy: "write 'bump'")
      }
      selection = GridSelection([0])
    case .caught:
      selection = try match(
        guards.indices.map { ($0, ["guard", guards[$0].name ?? "", guards[$0].moves.rawValue]) },
        "guard", name, words ?? [])
    case .pickup, .drop:
      selection = try select([.key, .parcel], "key or parcel", name, words ?? [])
    case .collect: selection = try select([.item], "item", name, words ?? [])
    case .unlock, .close: selection = try select([.door], "door", name, words ?? [])
    case .open: selection = try select([.door, .box], "door or box", name, words ?? [])
    case .push: selection = try select([.block], "block", name, words ?? [])
    case .place, .unplace:
      selection = try select([.block, .parcel, .key], "block, parcel or key", name, words ?? [])
    }
    return try number(of: verb, selection, name)
  }

  private func number(
    of verb: GridVerb, _ selection: GridSelection, _ name: GridToken
  ) throws(GridExpressionFault) -> Int {
    let event = ObjectGridDefinition.Event(verb: verb, selection: selection)
    if let number = events.firstIndex(of: event) { return number }
    guard events.count < Self.eventLimit else {
      throw GridExpressionFault(
        message: "more than \(Self.eventLimit) different events", column: name.column,
        remedy: "leave some out, or let one name cover several things")
    }
    events.append(event)
    return events.count - 1
  }

  private func grounds(
    _ kind: GridTerrain.Kind, _ name: GridToken, _ words: [GridToken]?
  ) throws(GridExpressionFault) -> GridSelection {
    let numbers = terrains.indices.filter { terrains[$0].kind == kind }
    return try match(
      numbers.map { ($0, [terrains[$0].name ?? "", terrains[$0].color?.rawValue ?? ""]) },
      kind.rawValue, name, words ?? [])
  }

  /// The things of some kinds that all words describe: their kind, colour or name.
  func select(
    _ kinds: [GridThing.Kind], _ what: String, _ name: GridToken, _ words: [GridToken]
  ) throws(GridExpressionFault) -> GridSelection {
    let codes = things.indices.dropFirst().filter { kinds.contains(things[$0].kind) }
    return try match(
      codes.map { code in
        let thing = things[code]
        return (code, [thing.kind.rawValue, thing.color?.rawValue ?? "", thing.name ?? ""])
      }, what, name, words)
  }

  private func match(
    _ candidates: [(code: Int, words: [String])], _ what: String, _ name: GridToken,
    _ words: [GridToken]
  ) throws(GridExpressionFault) -> GridSelection {
    var rest = candidates
    for word in words {
      let before = rest
      rest = rest.filter { $0.words.contains(word.text) }
      guard rest.isEmpty else { continue }
      var valid: [String] = []
      for known in before.flatMap(\.words) where !known.isEmpty && !valid.contains(known) {
        valid.append(known)
      }
      var message = "the legend has no \(what) '\(word.text)' for '\(name.text)'"
      if let near = nearestWord(to: word.text, in: valid) { message += "; did you mean '\(near)'?" }
      throw GridExpressionFault(
        message: message, column: word.column,
        remedy: valid.isEmpty
          ? "add a \(what) to the legend" : "valid: " + valid.joined(separator: ", "))
    }
    return GridSelection(rest.map(\.code))
  }
}

extension EnvironmentDefinition {
  /// Every word that a grid with objects knows: kinds, events, quantities, actions, colours.
  package static var gridWords: [String] {
    ObjectGridLegend.kinds + GridNames.verbs + GridNames.quantities + ObjectGridAction.names
      + GridColor.allCases.map(\.rawValue) + GridGuard.Moves.allCases.map(\.rawValue)
      + GridThing.DoorState.allCases.map(\.rawValue) + GridGenerator.Kind.allCases.map(\.rawValue)
  }
}

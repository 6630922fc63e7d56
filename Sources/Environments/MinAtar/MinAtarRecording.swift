import Documents
import Foundation

/// A recorded episode of MinAtar: one line of a file of recordings.
package struct MinAtarEpisode: RecordedEpisode {
  let game: String
  let episode: Int
  let stickyActionProbability: Double
  let difficultyRamping: Bool
  let shape: [Int]
  let actionMap: [String]
  let resetDraws: [MinAtarDraw]
  let start: [String: MinAtarValue]
  let firstObservation: String
  let actions: [Int]
  let rewards: [Double]
  let terminals: [Bool]
  let draws: [[MinAtarDraw]]
  let observations: [String]
  let end: [String: MinAtarValue]

  enum CodingKeys: String, CodingKey {
    case game
    case episode
    case stickyActionProbability = "sticky_action_prob"
    case difficultyRamping = "difficulty_ramping"
    case shape = "obs_shape"
    case actionMap = "action_map"
    case resetDraws = "reset_draws"
    case start = "init_internal"
    case firstObservation = "init_obs"
    case actions
    case rewards
    case terminals
    case draws
    case observations = "obs"
    case end = "final_internal"
  }

  /// Replays it in a game of the same name, from the recorded variables with the recorded draws.
  ///
  /// The recording says whether the difficulty grows; what the definition says of sticky actions
  /// and of the action set does not matter, since a recording holds the actions that were played.
  ///
  /// - Throws: `InputError` where it is of another game, or damaged.
  package func compare(with definition: EnvironmentDefinition) throws -> RecordingComparison {
    guard case .game(let world) = definition.world, let world = world as? any MinAtarGame else {
      throw InputError(
        "the recording is of MinAtar's '\(game)', environment '\(definition.id)' is not of MinAtar")
    }
    return try replay(in: world)
  }

  /// The actions, checked.
  func playedActions() throws -> [MinAtarAction] {
    let map = try actionMap.map { letter in
      guard let action = MinAtarAction(letter: letter) else {
        throw InputError("the recording's action '\(letter)' is not one of n, l, u, r, d, f")
      }
      return action
    }
    return try actions.map { number in
      guard map.indices.contains(number) else {
        throw InputError("expected an action in 0..<\(map.count), got \(number)")
      }
      return map[number]
    }
  }

  /// Checks what can be checked without a game.
  ///
  /// - Parameters:
  ///   - name: the game's name in MinAtar.
  ///   - planes: the number of its planes.
  /// - Throws: `InputError` with what was expected.
  func checkForm(game name: String, planes: Int) throws {
    guard game == name else {
      throw InputError("the recording is of MinAtar's '\(game)', expected '\(name)'")
    }
    guard stickyActionProbability == 0 else {
      throw InputError(
        "the recording was made with sticky actions, whose draws it does not hold",
        remedy: "record with sticky_action_prob 0")
    }
    guard shape == [10, 10, planes] else {
      throw InputError("expected observations of [10, 10, \(planes)], got \(shape)")
    }
    let counts = [rewards.count, terminals.count, draws.count, observations.count]
    guard counts.allSatisfy({ $0 == actions.count }) else {
      throw InputError(
        "the recording has \(actions.count) actions, but \(counts[0]) rewards, \(counts[1]) "
          + "terminals, \(counts[2]) lists of draws and \(counts[3]) observations")
    }
    guard terminals.dropLast().allSatisfy({ !$0 }) else {
      throw InputError("the recording goes on after the end of its episode")
    }
  }

  /// Unpacks an observation into planes, `[planes, 10, 10]`.
  ///
  /// - Parameters:
  ///   - text: base64 of bits in the order row, column, plane, the highest bit of a byte first.
  ///   - planes: the number of planes.
  /// - Returns: a byte of 0 or 1 for each cell.
  /// - Throws: `InputError` where the text is not of so many bits.
  static func unpack(_ text: String, planes: Int) throws -> [UInt8] {
    guard let data = Data(base64Encoded: text), data.count == (100 * planes + 7) / 8 else {
      throw InputError(
        "expected an observation of \((100 * planes + 7) / 8) bytes in base64, "
          + "got '\(text.prefix(40))' of \(text.utf8.count) characters")
    }
    let bytes = [UInt8](data)
    var cells = [UInt8](repeating: 0, count: 100 * planes)
    for place in 0..<100 {
      for plane in 0..<planes {
        let bit = place * planes + plane
        cells[100 * plane + place] = bytes[bit / 8] >> (7 - UInt8(bit % 8)) & 1
      }
    }
    return cells
  }
}

/// One recorded call of the game's random generator.
package struct MinAtarDraw: Decodable {
  /// The single outcomes, in order.
  let outcomes: [RecordedDraw]

  /// Reads `["randint", [low, high], value]`, `["rand", [], value]`, or one with a count and a list.
  package init(from decoder: any Decoder) throws {
    var parts = try decoder.unkeyedContainer()
    let name = try parts.decode(String.self)
    let arguments = try parts.decode([Int].self)
    let value = try parts.decode(MinAtarValue.self)
    let values = value.list ?? [value]
    func damage(_ what: String) -> DecodingError {
      .dataCorruptedError(in: parts, debugDescription: "a draw of \(name)\(arguments): \(what)")
    }
    let isInteger = name == "randint"
    guard isInteger || name == "rand" else { throw damage("expected randint or rand") }
    guard !isInteger || (2...3).contains(arguments.count) else { throw damage("expected a range") }
    let sizes = isInteger ? Array(arguments.dropFirst(2)) : arguments
    guard value.list == nil ? sizes.isEmpty : sizes == [values.count] else {
      throw damage("expected another number of values than \(values.count)")
    }
    outcomes = try values.map { value in
      if isInteger {
        guard arguments[0] < arguments[1],
          let number = value.integer(in: arguments[0]...(arguments[1] - 1))
        else { throw damage("\(value) is not in the range") }
        return .integer(range: arguments[0]..<arguments[1], value: number)
      }
      guard case .number(let number) = value, number >= 0, number < 1 else {
        throw damage("\(value) is not in 0..<1")
      }
      return .uniform(number)
    }
  }
}

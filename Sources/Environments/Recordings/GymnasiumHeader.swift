import Documents

/// What every recording made with Gymnasium says of the task.
struct GymnasiumHeader: Decodable {
  /// The task's id, for example "FrozenLake-v1".
  var env: String
  /// The version of Gymnasium.
  var gymnasium: String
  /// The arguments that the task was made with, where they were not the default ones.
  var kwargs: [String: RecordedValue]?

  /// The task.
  ///
  /// - Throws: `InputError` where it is not known here.
  func task() throws -> GymnasiumTask {
    guard let task = GymnasiumTask.ids[env] else {
      throw unknownWord("task of Gymnasium's", env, among: GymnasiumTask.ids.keys.sorted())
    }
    return task
  }

  /// The error for an environment that is of another task.
  func misfit(_ definition: EnvironmentDefinition, _ reason: String) -> InputError {
    InputError("is a recording of \(env), but environment '\(definition.id)' \(reason)")
  }

  /// Makes sure that the task was recorded with the arguments that the environment stands for.
  ///
  /// - Parameters:
  ///   - arguments: every argument that the task knows.
  ///   - definition: the environment.
  /// - Throws: `InputError` where one is unknown or has another value.
  func checkArguments(
    _ arguments: [GymnasiumArgument], for definition: EnvironmentDefinition
  ) throws {
    let keys = ["render_mode"] + arguments.map(\.key)
    for key in (kwargs ?? [:]).keys.sorted() where !keys.contains(key) {
      throw unknownWord("argument of \(env)", key, among: keys)
    }
    for argument in arguments {
      let recorded = kwargs?[argument.key] ?? argument.standard
      guard let here = argument.here, recorded != here else { continue }
      throw misfit(definition, "has \(argument.key) = \(here), recorded was \(recorded)")
    }
  }
}

/// A keyword argument of a task.
struct GymnasiumArgument {
  /// Its name.
  var key: String
  /// The value where a recording does not name it.
  var standard: RecordedValue
  /// The value that the environment stands for; nil where the steps themselves will tell.
  var here: RecordedValue?
}

/// A value of JSON whose type depends on the key.
enum RecordedValue: Decodable, Hashable, CustomStringConvertible {
  case nothing
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([RecordedValue])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .nothing
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else {
      self = .list(try value.decode([RecordedValue].self))
    }
  }

  var description: String {
    switch self {
    case .nothing: "null"
    case .flag(let flag): "\(flag)"
    case .number(let number): "\(number)"
    case .text(let text): "'\(shown(text))'"
    case .list(let values): "a list of \(values.count)"
    }
  }
}

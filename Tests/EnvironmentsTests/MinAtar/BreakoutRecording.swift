import Determinism
import Environments
import Foundation

/// A short episode of Breakout in the form of MinAtar's recordings, to be changed here and there.
///
/// The paddle stays, the ball is missed: six steps as MinAtar plays them.
struct BreakoutRecording {
  /// The JSON object.
  var values: [String: Any]

  /// Plays and records.
  init() throws {
    var game = try builtIn("breakout", as: Breakout.self)
    var source = RecordedDraws([.integer(range: 0..<2, value: 0)])
    game.state.begin(from: &source)
    values = [
      "game": "breakout", "minatar": "1.0.15", "episode": 7, "sticky_action_prob": 0.0,
      "difficulty_ramping": true, "obs_shape": [10, 10, 4],
      "action_map": ["n", "l", "u", "r", "d", "f"],
      "reset_draws": [["randint", [0, 2], 0]] as [[Any]],
      "init_internal": Self.json(game.state.variables), "init_obs": Self.pack(game),
    ]
    var rewards: [Any] = []
    var terminals: [Any] = []
    var observations: [Any] = []
    while !game.state.isOver {
      let result = game.state.advance(.noop, isRamping: true, from: &source)
      rewards.append(Int(result.reward))
      terminals.append(result.terminated)
      observations.append(Self.pack(game))
    }
    let none: [Any] = []
    values["actions"] = [Any](repeating: 0, count: rewards.count)
    values["draws"] = [Any](repeating: none, count: rewards.count)
    values["rewards"] = rewards
    values["terminals"] = terminals
    values["obs"] = observations
    values["final_internal"] = Self.json(game.state.variables)
  }

  /// The steps.
  var steps: Int { (values["actions"] as? [Any])?.count ?? 0 }

  /// The recording as a file of one line.
  var line: [UInt8] {
    get throws { [UInt8](try JSONSerialization.data(withJSONObject: values)) }
  }

  /// Any JSON value.
  static func value(_ json: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(json.utf8), options: [.fragmentsAllowed])
  }

  /// Changes one step's entry in a list.
  mutating func replace(_ key: String, _ step: Int, with value: Any) {
    guard var list = values[key] as? [Any] else { return }
    list[step] = value
    values[key] = list
  }

  /// Changes one variable.
  mutating func setVariable(_ table: String, _ name: String, _ value: Any) {
    guard var variables = values[table] as? [String: Any] else { return }
    variables[name] = value
    values[table] = variables
  }

  /// Changes one bit of an observation; of the first where `step` is nil.
  mutating func flip(row: Int, column: Int, plane: Int, step: Int?) {
    let text = step.map { (values["obs"] as? [Any])?[$0] } ?? values["init_obs"]
    guard let text = text as? String, var bytes = Data(base64Encoded: text) else { return }
    let bit = (10 * row + column) * 4 + plane
    bytes[bit / 8] ^= 0x80 >> UInt8(bit % 8)
    if let step {
      replace("obs", step, with: bytes.base64EncodedString())
    } else {
      values["init_obs"] = bytes.base64EncodedString()
    }
  }

  /// Bits in the order row, column, plane, the highest of a byte first.
  private static func pack(_ game: Breakout) -> String {
    let marks = game.observation
    var bytes = Data(count: 50)
    for place in 0..<100 {
      for plane in 0..<4 where marks[100 * plane + place] != 0 {
        let bit = 4 * place + plane
        bytes[bit / 8] |= 0x80 >> UInt8(bit % 8)
      }
    }
    return bytes.base64EncodedString()
  }

  private static func json(_ variables: [String: MinAtarValue]) -> [String: Any] {
    variables.mapValues(json)
  }

  private static func json(_ value: MinAtarValue) -> Any {
    switch value {
    case .nothing: NSNull()
    case .flag(let flag): flag
    case .number(let number): number
    case .text(let text): text
    case .list(let values): values.map(json)
    case .table(let values): values.mapValues(json)
    }
  }
}

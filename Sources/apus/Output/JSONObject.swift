import Documents

/// One JSON object on one line, with its keys in the order in which they were added.
struct JSONObject {
  private var members: [String] = []

  /// The object as text.
  var text: String { "{" + members.joined(separator: ",") + "}" }

  /// Adds a text.
  mutating func add(_ key: String, _ value: String) { add(key, raw: quoted(value)) }

  /// Adds a whole number.
  mutating func add(_ key: String, _ value: Int) { add(key, raw: "\(value)") }

  /// Adds a number; one that JSON cannot say (infinite, not a number) becomes null.
  mutating func add(_ key: String, _ value: Double?) {
    add(key, raw: value.map(Self.number) ?? "null")
  }

  /// Adds a number of single precision in its own shortest form.
  mutating func add(_ key: String, _ value: Float) {
    add(key, raw: value.isFinite ? "\(value)" : "null")
  }

  /// Adds a truth value.
  mutating func add(_ key: String, _ value: Bool) { add(key, raw: "\(value)") }

  /// Adds a list of texts.
  mutating func add(_ key: String, _ values: [String]) {
    add(key, raw: "[" + values.map(quoted).joined(separator: ",") + "]")
  }

  /// Adds a list of whole numbers.
  mutating func add(_ key: String, _ values: [Int]) {
    add(key, raw: "[" + values.map(String.init).joined(separator: ",") + "]")
  }

  /// Adds rows of whole numbers.
  mutating func add(_ key: String, _ rows: [[Int]]) {
    let texts = rows.map { "[" + $0.map(String.init).joined(separator: ",") + "]" }
    add(key, raw: "[" + texts.joined(separator: ",") + "]")
  }

  /// Adds a list of numbers.
  mutating func add(_ key: String, _ values: [Double]) {
    add(key, raw: "[" + values.map(Self.number).joined(separator: ",") + "]")
  }

  /// Adds an object.
  mutating func add(_ key: String, _ value: JSONObject) { add(key, raw: value.text) }

  /// Adds a list of objects.
  mutating func add(_ key: String, _ values: [JSONObject]) {
    add(key, raw: "[" + values.map(\.text).joined(separator: ",") + "]")
  }

  private mutating func add(_ key: String, raw: String) {
    members.append(quoted(key) + ":" + raw)
  }

  private static func number(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    if value == value.rounded(), abs(value) < 1e15 { return "\(Int(value))" }
    return "\(value)"
  }
}

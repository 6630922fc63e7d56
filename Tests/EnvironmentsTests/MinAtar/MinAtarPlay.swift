import Determinism
import Environments
import Foundation
import Testing

extension MinAtarState {
  /// The state with some variables set, by MinAtar's names.
  static func with(_ changes: [String: MinAtarValue]) throws -> Self {
    try Self(
      recorded: MinAtarVariables(values: Self().variables.merging(changes) { $1 }))
  }

  /// The state as a file would hold it, with one of its properties changed.
  func changed(_ key: String, to value: Any) throws -> Self {
    let data = try JSONEncoder().encode(self)
    var object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    try #require(object[key] != nil)
    object[key] = value
    return try JSONDecoder().decode(
      Self.self, from: JSONSerialization.data(withJSONObject: object))
  }

  /// Takes an action in a step that draws these outcomes, and no others.
  mutating func advance(
    _ action: MinAtarAction, drawing draws: [RecordedDraw] = [], isRamping: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> StepResult {
    var source = RecordedDraws(draws)
    let result = advance(action, isRamping: isRamping, from: &source)
    #expect(source.mismatch == nil && source.isExhausted, sourceLocation: sourceLocation)
    return result
  }
}

extension MinAtarValue: ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByNilLiteral
{
  /// A whole number.
  public init(integerLiteral value: Int) { self.init(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self.init(value) }
  /// A list.
  public init(arrayLiteral elements: MinAtarValue...) { self = .list(elements) }
  /// null.
  public init(nilLiteral: ()) { self = .nothing }
}

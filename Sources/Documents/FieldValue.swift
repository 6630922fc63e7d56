/// A value that a configuration's field can hold: it can be read from text and written as text.
///
/// Reading what was written gives the same value again.
public protocol FieldValue: Sendable {
  /// Reads a value.
  ///
  /// - Parameter fieldText: The text as a user writes it. Nil results when it is no such value.
  init?(fieldText: String)
  /// The value as text.
  var fieldText: String { get }
  /// The value as it is written into a YAML file.
  var yamlText: String { get }
  /// What a valid text is, in words: `a whole number`.
  static var expectation: String { get }
  /// Whether a YAML list may stand for the value.
  static var isList: Bool { get }
}

extension FieldValue {
  /// The same as `fieldText`, where that needs no quotes in YAML.
  public var yamlText: String { fieldText }
  /// False: only lists are lists.
  public static var isList: Bool { false }
}

extension Int: FieldValue {
  /// Reads a whole number; underscores may group its digits.
  public init?(fieldText: String) {
    guard let value = Int(ungrouped(fieldText)) else { return nil }
    self = value
  }
  /// The number in decimal digits.
  public var fieldText: String { description }
  /// What a valid text is.
  public static var expectation: String { "a whole number" }
}

extension UInt64: FieldValue {
  /// Reads a whole number that is not negative; underscores may group its digits.
  public init?(fieldText: String) {
    guard let value = UInt64(ungrouped(fieldText)) else { return nil }
    self = value
  }
  /// The number in decimal digits.
  public var fieldText: String { description }
  /// What a valid text is.
  public static var expectation: String { "a whole number from 0 to \(UInt64.max)" }
}

extension Double: FieldValue {
  /// Reads a finite decimal number such as `0.5`, `1e-3` or `-7`.
  public init?(fieldText: String) {
    guard isDecimal(fieldText), let value = Double(ungrouped(fieldText)), value.isFinite else {
      return nil
    }
    self = value
  }
  /// The shortest text that reads back as the same number.
  public var fieldText: String { description }
  /// What a valid text is.
  public static var expectation: String { "a number" }
}

extension Float: FieldValue {
  /// Reads a finite decimal number such as `0.5`, `1e-3` or `-7`.
  public init?(fieldText: String) {
    guard isDecimal(fieldText), let value = Float(ungrouped(fieldText)), value.isFinite else {
      return nil
    }
    self = value
  }
  /// The shortest text that reads back as the same number.
  public var fieldText: String { description }
  /// What a valid text is.
  public static var expectation: String { "a number" }
}

extension Bool: FieldValue {
  /// Reads `true` or `false`.
  public init?(fieldText: String) {
    guard let value = Bool(fieldText) else { return nil }
    self = value
  }
  /// `true` or `false`.
  public var fieldText: String { description }
  /// What a valid text is.
  public static var expectation: String { "true or false" }
}

extension String: FieldValue {
  /// Takes the text as it is.
  public init?(fieldText: String) { self = fieldText }
  /// The text itself.
  public var fieldText: String { self }
  /// The text, in double quotes where YAML would take it for something else.
  public var yamlText: String { isPlainYAML(self) ? self : quoted(self) }
  /// What a valid text is.
  public static var expectation: String { "text" }
}

extension Array: FieldValue where Element: FieldValue {
  /// Reads `[a, b]` or `a,b`; `[]` is the empty list.
  public init?(fieldText: String) {
    guard let texts = flowElements(fieldText) else { return nil }
    var values: [Element] = []
    for text in texts {
      guard let value = Element(fieldText: text) else { return nil }
      values.append(value)
    }
    self = values
  }
  /// The values in brackets, separated by commas.
  public var fieldText: String { flowList(map(\.fieldText)) }
  /// The values in brackets, each as YAML wants it.
  public var yamlText: String { "[\(map(\.yamlText).joined(separator: ", "))]" }
  /// What a valid text is.
  public static var expectation: String { "a list like [a, b], each \(Element.expectation)" }
  /// True.
  public static var isList: Bool { true }
}

extension Optional: FieldValue where Wrapped: FieldValue {
  /// Reads a value, or `none` (or YAML's `null`) for its absence.
  public init?(fieldText: String) {
    if fieldText == "none" || fieldText == "null" || fieldText == "~" {
      self = .none
    } else if let value = Wrapped(fieldText: fieldText) {
      self = .some(value)
    } else {
      return nil
    }
  }
  /// The value, or `none`.
  public var fieldText: String { self?.fieldText ?? "none" }
  /// The value as YAML wants it, or `none`.
  public var yamlText: String { self?.yamlText ?? "none" }
  /// What a valid text is.
  public static var expectation: String { "\(Wrapped.expectation), or none" }
  /// As the value.
  public static var isList: Bool { Wrapped.isList }
}

extension FieldValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  /// Reads a case by its raw value.
  public init?(fieldText: String) { self.init(rawValue: fieldText) }
  /// The case's raw value.
  public var fieldText: String { rawValue }
  /// The cases' raw values.
  public static var expectation: String { choices(Self.self) }
}

/// The raw values of an enumeration as words: `huber, mse`.
func choices<E: RawRepresentable & CaseIterable>(_: E.Type) -> String where E.RawValue == String {
  "one of \(E.allCases.map(\.rawValue).joined(separator: ", "))"
}

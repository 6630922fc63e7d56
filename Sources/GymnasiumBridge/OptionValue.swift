import Documents

/// The value of a keyword argument of `gymnasium.make`.
package enum OptionValue: Encodable, Hashable, Sendable {
  case flag(Bool)
  case whole(Int)
  case number(Double)
  case text(String)

  /// Reads what stands after `=` in `gym:ID?key=value`: true, false, a number, else text.
  package init(_ text: String) {
    if let flag = Bool(text) {
      self = .flag(flag)
    } else if let whole = Int(text) {
      self = .whole(whole)
    } else if let number = Double(text), number.isFinite, text.first?.isLetter != true {
      self = .number(number)
    } else {
      self = .text(text)
    }
  }

  /// Reads a value of a definition.
  ///
  /// - Throws: `InputError` where it is no single value.
  package init(reading node: DocumentNode) throws {
    let text = try node.string()
    // Only a text that looks like something else is written in quotes.
    if (try? node.bool()) != nil || (try? node.double()) != nil {
      self.init(text)
    } else {
      self = .text(text)
    }
  }

  /// The value as a definition has it.
  package var yamlText: String {
    switch self {
    case .flag(let flag): "\(flag)"
    case .whole(let number): "\(number)"
    case .number(let number): "\(number)"
    case .text(let text): text.yamlText
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .flag(let flag): try container.encode(flag)
    case .whole(let number): try container.encode(number)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    }
  }
}

/// What an expression's text consists of.
struct GridToken: Hashable {
  /// The sorts of tokens.
  enum Kind: Hashable {
    case number(Double)
    case name
    case symbol
    case end
  }

  var kind: Kind
  /// The text as written; empty at the end.
  var text: String
  /// Its column in the expression, from 1.
  var column: Int

  /// What it is, for messages.
  var found: String { kind == .end ? "the end" : "'\(text)'" }
}

/// A fault of an expression, with its column; the reader adds file and line.
struct GridExpressionFault: Error {
  var message: String
  var column: Int
  var remedy: String?
}

extension GridToken {
  /// The longest expression, in characters.
  static let lengthLimit = 400

  /// Cuts an expression into tokens; the last one is the end.
  static func tokens(of text: String) throws(GridExpressionFault) -> [GridToken] {
    let characters = Array(text)
    guard characters.count <= lengthLimit else {
      throw GridExpressionFault(
        message: "expected at most \(lengthLimit) characters, got \(characters.count)", column: 1,
        remedy: "write a shorter expression")
    }
    var tokens: [GridToken] = []
    var place = 0
    while place < characters.count {
      let start = place
      let character = characters[place]
      if character == " " || character == "\n" || character == "\t" {
        place += 1
        continue
      }
      if isDigit(character) || character == "." {
        place = numberEnd(characters, from: start)
        let written = String(characters[start..<place])
        guard let value = Double(written), value.isFinite, value.magnitude <= 1e9 else {
          throw GridExpressionFault(
            message: "expected a number of at most 1000000000, found '\(written)'",
            column: start + 1, remedy: nil)
        }
        tokens.append(GridToken(kind: .number(value), text: written, column: start + 1))
      } else if isLetter(character) {
        while place < characters.count, isLetter(characters[place]) || isDigit(characters[place]) {
          place += 1
        }
        tokens.append(
          GridToken(kind: .name, text: String(characters[start..<place]), column: start + 1))
      } else {
        let two = String(characters[start..<min(start + 2, characters.count)])
        let symbol = ["<=", ">=", "==", "!="].contains(two) ? two : String(character)
        guard symbol.count == 2 || "+-*/()<>,".contains(character) else {
          throw GridExpressionFault(
            message: "unexpected '\(symbol)'", column: start + 1,
            remedy: symbol == "=" ? "write '==' to compare" : Self.vocabulary)
        }
        place += symbol.count
        tokens.append(GridToken(kind: .symbol, text: symbol, column: start + 1))
      }
    }
    return tokens + [GridToken(kind: .end, text: "", column: characters.count + 1)]
  }

  /// What an expression may consist of, for messages.
  static let vocabulary =
    "an expression has numbers, names, + - * /, < <= > >= == !=, and, or, not, min, max, abs and "
    + "parentheses"

  private static func numberEnd(_ characters: [Character], from start: Int) -> Int {
    var place = start
    while place < characters.count, isDigit(characters[place]) || characters[place] == "." {
      place += 1
    }
    guard place < characters.count, characters[place] == "e" || characters[place] == "E" else {
      return place
    }
    var exponent = place + 1
    if exponent < characters.count, "+-".contains(characters[exponent]) { exponent += 1 }
    guard exponent < characters.count, isDigit(characters[exponent]) else { return place }
    while exponent < characters.count, isDigit(characters[exponent]) { exponent += 1 }
    return exponent
  }

  private static func isDigit(_ character: Character) -> Bool {
    ("0"..."9").contains(character)
  }

  private static func isLetter(_ character: Character) -> Bool {
    ("a"..."z").contains(character) || ("A"..."Z").contains(character) || character == "_"
  }
}

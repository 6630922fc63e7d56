/// Reads expressions by recursive descent.
///
/// From loosest to tightest: `or`; `and`; `not`; one comparison; `+ -`; `* /`; a sign; and then
/// numbers, names with words in parentheses, `min(a, b)`, `max(a, b)`, `abs(a)`, parentheses.
struct GridExpressionParser {
  /// Looks a name up, with the words in parentheses behind it.
  typealias Lookup = (_ name: GridToken, _ words: [GridToken]?) throws(GridExpressionFault) ->
    [GridExpression.Instruction]

  private let tokens: [GridToken]
  private let lookup: Lookup
  private var place = 0
  private var nesting = 0
  private var instructions: [GridExpression.Instruction] = []

  /// The deepest nesting of parentheses, signs and `not`.
  private static let nestingLimit = 40

  /// Reads a whole text.
  ///
  /// - Parameters:
  ///   - text: the expression.
  ///   - lookup: what names mean.
  /// - Returns: the program; parts without quantities are computed at once.
  /// - Throws: `GridExpressionFault` with the column.
  static func parse(
    _ text: String, lookup: @escaping Lookup
  ) throws(GridExpressionFault) -> GridExpression {
    var parser = GridExpressionParser(
      tokens: try GridToken.tokens(of: text), lookup: lookup)
    try parser.alternatives()
    guard parser.next.kind == .end else {
      throw parser.fault("expected an operation or the end, found \(parser.next.found)")
    }
    return GridExpression(parser.instructions, text: text)
  }

  private init(tokens: [GridToken], lookup: @escaping Lookup) {
    self.tokens = tokens
    self.lookup = lookup
  }

  private var next: GridToken { tokens[place] }

  private func fault(_ message: String) -> GridExpressionFault {
    GridExpressionFault(message: message, column: next.column, remedy: GridToken.vocabulary)
  }

  /// Steps over a symbol or word if it comes next.
  private mutating func accept(_ texts: [String]) -> GridToken? {
    let token = next
    guard token.kind == .symbol || token.kind == .name, texts.contains(token.text) else {
      return nil
    }
    place += 1
    return token
  }

  private mutating func expect(_ text: String) throws(GridExpressionFault) {
    guard accept([text]) != nil else { throw fault("expected '\(text)', found \(next.found)") }
  }

  /// Appends an operation, or its result where all operands are numbers.
  private mutating func apply(
    _ operation: GridExpression.Operation, at token: GridToken
  ) throws(GridExpressionFault) {
    let operands = instructions.suffix(operation.operandCount)
    guard operands.allSatisfy({ $0.operation == .constant }) else {
      instructions.append(GridExpression.Instruction(operation: operation))
      return
    }
    let values = operands.map(\.value)
    if operation == .divide, values[1] == 0 {
      throw GridExpressionFault(
        message: "a division by 0", column: token.column, remedy: "divide by something else")
    }
    instructions.removeLast(values.count)
    let value = GridExpression.apply(operation, values[0], values.count > 1 ? values[1] : 0)
    instructions.append(GridExpression.Instruction(operation: .constant, value: value))
  }

  // MARK: Levels

  private mutating func alternatives() throws(GridExpressionFault) {
    try conditions()
    while let token = accept(["or"]) {
      try conditions()
      try apply(.or, at: token)
    }
  }

  private mutating func conditions() throws(GridExpressionFault) {
    try condition()
    while let token = accept(["and"]) {
      try condition()
      try apply(.and, at: token)
    }
  }

  private mutating func condition() throws(GridExpressionFault) {
    if let token = accept(["not"]) {
      try nested { parser throws(GridExpressionFault) in try parser.condition() }
      return try apply(.not, at: token)
    }
    try sum()
    guard let token = accept(Self.comparisons.map(\.text)) else { return }
    try sum()
    guard let comparison = Self.comparisons.first(where: { $0.text == token.text }) else { return }
    try apply(comparison.operation, at: token)
    if let second = accept(Self.comparisons.map(\.text)) {
      throw GridExpressionFault(
        message: "a second comparison '\(second.text)'", column: second.column,
        remedy: "join two comparisons with 'and'")
    }
  }

  private static let comparisons: [(text: String, operation: GridExpression.Operation)] = [
    ("<", .less), ("<=", .lessOrEqual), (">", .greater), (">=", .greaterOrEqual), ("==", .equal),
    ("!=", .notEqual),
  ]

  private mutating func sum() throws(GridExpressionFault) {
    try product()
    while let token = accept(["+", "-"]) {
      try product()
      try apply(token.text == "+" ? .add : .subtract, at: token)
    }
  }

  private mutating func product() throws(GridExpressionFault) {
    try factor()
    while let token = accept(["*", "/"]) {
      try factor()
      try apply(token.text == "*" ? .multiply : .divide, at: token)
    }
  }

  private mutating func factor() throws(GridExpressionFault) {
    if let token = accept(["-", "+"]) {
      try nested { parser throws(GridExpressionFault) in try parser.factor() }
      if token.text == "-" { try apply(.negate, at: token) }
      return
    }
    let token = next
    switch token.kind {
    case .number(let value):
      place += 1
      instructions.append(GridExpression.Instruction(operation: .constant, value: value))
    case .name where !["and", "or", "not"].contains(token.text):
      place += 1
      try name(token)
    case .symbol where token.text == "(":
      place += 1
      try nested { parser throws(GridExpressionFault) in try parser.alternatives() }
      try expect(")")
    case .name, .symbol, .end:
      throw fault("expected a number, a name or '(', found \(token.found)")
    }
  }

  private mutating func name(_ token: GridToken) throws(GridExpressionFault) {
    switch token.text {
    case "min", "max":
      try expect("(")
      try nested { parser throws(GridExpressionFault) in try parser.alternatives() }
      repeat {
        try expect(",")
        try nested { parser throws(GridExpressionFault) in try parser.alternatives() }
        try apply(token.text == "min" ? .minimum : .maximum, at: token)
      } while next.text == ","
      try expect(")")
    case "abs":
      try expect("(")
      try nested { parser throws(GridExpressionFault) in try parser.alternatives() }
      try apply(.magnitude, at: token)
      try expect(")")
    default:
      instructions += try lookup(token, try words())
    }
  }

  /// The words in parentheses behind a name, nil where there are no parentheses.
  private mutating func words() throws(GridExpressionFault) -> [GridToken]? {
    guard next.text == "(" else { return nil }
    place += 1
    var words: [GridToken] = []
    while next.kind == .name {
      var word = next
      place += 1
      // Names of things may hold hyphens: 'blue-box'.
      while next.text == "-", tokens[place + 1].kind == .name {
        word.text += "-" + tokens[place + 1].text
        place += 2
      }
      words.append(word)
    }
    guard !words.isEmpty else { throw fault("expected a word, found \(next.found)") }
    try expect(")")
    return words
  }

  private mutating func nested(
    _ read: (inout GridExpressionParser) throws(GridExpressionFault) -> Void
  ) throws(GridExpressionFault) {
    nesting += 1
    guard nesting <= Self.nestingLimit else {
      throw fault("parentheses or signs are nested more than \(Self.nestingLimit) deep")
    }
    try read(&self)
    nesting -= 1
  }
}

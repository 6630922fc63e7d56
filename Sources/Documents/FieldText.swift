/// Removes underscores that stand between digits; any other underscore stays and makes the text no number.
func ungrouped(_ text: String) -> String {
  guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
  let bytes = Array(text.utf8)
  var kept: [UInt8] = []
  for (index, byte) in bytes.enumerated() {
    let isBetweenDigits =
      index > 0 && index + 1 < bytes.count && isDigit(bytes[index - 1]) && isDigit(bytes[index + 1])
    if byte != UInt8(ascii: "_") || !isBetweenDigits { kept.append(byte) }
  }
  return String(decoding: kept, as: UTF8.self)
}

/// Whether a text consists of the characters of a decimal number: no `nan`, `inf` or `0x1p3`.
func isDecimal(_ text: String) -> Bool {
  text.utf8.allSatisfy { isDigit($0) || "+-._eE".utf8.contains($0) }
}

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

/// Texts as a list in brackets; those that hold a separator are put in double quotes.
func flowList(_ texts: [String]) -> String {
  let shielded = texts.map { text in
    let needsQuotes =
      text.isEmpty || text.first == " " || text.last == " "
      || text.contains { ",[]\"\\\n\t\r".contains($0) }
    return needsQuotes ? quoted(text) : text
  }
  return "[\(shielded.joined(separator: ", "))]"
}

/// The elements of `[a, b]` or `a, b`, or nil when brackets or quotes do not match.
func flowElements(_ text: String) -> [String]? {
  var body = trimmed(text[...])
  if body.first == "[" {
    guard body.count >= 2, body.last == "]" else { return nil }
    body = trimmed(body.dropFirst().dropLast())
    if body.isEmpty { return [] }
  }
  var elements: [String] = []
  var rest = body
  while true {
    rest = trimmed(rest)
    if rest.first == "\"" {
      guard let (value, after) = unquoted(rest) else { return nil }
      elements.append(value)
      rest = trimmed(after)
      if rest.isEmpty { return elements }
      guard rest.first == "," else { return nil }
    } else {
      let element = trimmed(rest.prefix { $0 != "," })
      guard !element.isEmpty, !element.contains(where: { "[]\"".contains($0) }) else { return nil }
      elements.append(String(element))
      rest = rest.drop { $0 != "," }
      if rest.isEmpty { return elements }
    }
    rest = rest.dropFirst()
  }
}

/// A text in double quotes, with the escapes that YAML and JSON share.
package func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    case "\r": result += "\\r"
    case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{A0}", "\u{2028}", "\u{2029}", "\u{FEFF}":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

/// Reads a text in double quotes from the front; nil when it does not end or has an unknown escape.
private func unquoted(_ text: Substring) -> (value: String, rest: Substring)? {
  var value = String.UnicodeScalarView()
  var rest = text.unicodeScalars.dropFirst()
  while let scalar = rest.popFirst() {
    if scalar == "\"" { return (String(value), Substring(rest)) }
    guard scalar == "\\" else {
      value.append(scalar)
      continue
    }
    switch rest.popFirst() {
    case "\"": value.append("\"")
    case "\\": value.append("\\")
    case "n": value.append("\n")
    case "t": value.append("\t")
    case "r": value.append("\r")
    case "u":
      let digits = String(Substring(rest.prefix(4)))
      guard digits.utf8.count == 4, let code = UInt32(digits, radix: 16),
        let escaped = Unicode.Scalar(code)
      else { return nil }
      value.append(escaped)
      rest = rest.dropFirst(4)
    default: return nil
    }
  }
  return nil
}

/// Whether YAML reads the text, written plainly, as exactly this text.
func isPlainYAML(_ text: String) -> Bool {
  guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 80 else { return false }
  let allowed = text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "_-./+".utf8.contains($0) }
  return allowed
    && !["null", "true", "false", "yes", "no", "on", "off", "y", "n", "none"]
      .contains(text.lowercased())
}

private func isLetter(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}

private func trimmed(_ text: Substring) -> Substring {
  var text = text
  while text.first?.isWhitespace == true { text.removeFirst() }
  while text.last?.isWhitespace == true { text.removeLast() }
  return text
}

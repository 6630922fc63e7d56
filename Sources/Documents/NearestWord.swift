/// The word of a list that someone probably meant.
///
/// The distance counts inserted, left out, replaced and swapped neighbouring characters (the
/// "optimal string alignment" distance), after upper case has been lowered. A word is near when the
/// distance is at most a third of the longer word's length, and at least one slip is forgiven from three letters on.
///
/// - Parameters:
///   - word: What was written.
///   - words: The valid words. Of two that are equally near the earlier one wins.
/// - Returns: The nearest word, or nil when nothing is near.
public func nearestWord(to word: String, in words: [String]) -> String? {
  // A word nobody could have meant must not cost a table of its length squared.
  guard word.utf8.count <= 256 else { return nil }
  let written = Array(word.lowercased())
  var best: (word: String, distance: Int)?
  for candidate in words {
    let valid = Array(candidate.lowercased())
    let allowed = max(written.count, valid.count) / 3
    guard abs(written.count - valid.count) <= allowed else { continue }
    let distance = editDistance(written, valid)
    guard distance <= allowed else { continue }
    if let found = best, found.distance <= distance { continue }
    best = (candidate, distance)
  }
  return best?.word
}

/// The error for a word that is not in a list: the nearest valid word if there is one, and the list.
///
/// - Parameters:
///   - kind: What the word stands for: `environment`, `key`.
///   - word: What was written.
///   - valid: The valid words, in the order in which they are to be shown.
///   - file: The file that holds the word.
///   - line: The line in the file, counted from 1.
/// - Returns: `unknown environment 'cartpol'; did you mean 'cartpole'?` with the valid words as its remedy.
public func unknownWord(
  _ kind: String, _ word: String, among valid: [String], file: String? = nil, line: Int? = nil
) -> InputError {
  var message = "unknown \(kind) '\(shown(word))'"
  if let near = nearestWord(to: word, in: valid) { message += "; did you mean '\(near)'?" }
  return InputError(message, file: file, line: line, remedy: listing(valid, near: word))
}

/// The valid words; of a long list the few that are most like what was written.
private func listing(_ valid: [String], near word: String) -> String {
  let (most, few) = (40, 8)
  guard !valid.isEmpty else { return "none is valid here" }
  guard valid.count > most else { return "valid: \(valid.joined(separator: ", "))" }
  let written = Array(word.lowercased().prefix(64))
  let ranked = valid.enumerated().map { place, candidate in
    (editDistance(written, Array(candidate.lowercased())), place, candidate)
  }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
  let nearest = ranked.prefix(few).map(\.2).joined(separator: ", ")
  return "valid are \(valid.count) words; most like it: \(nearest)"
}

/// Text from a file, made fit for one line of a message: shortened, with control characters shown as `\u{…}`.
///
/// - Parameter text: Any text.
/// - Returns: At most about 60 characters.
public func shown(_ text: String) -> String {
  var result = ""
  var length = 0
  for scalar in text.unicodeScalars {
    guard length < 60 else { return result + "…" }
    length += 1
    switch scalar {
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    default:
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        result.unicodeScalars.append(scalar)
      }
    }
  }
  return result
}

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var beforePrevious = [Int](repeating: 0, count: b.count + 1)
  var previous = Array(0...b.count)
  var current = previous
  for i in 1...a.count {
    current[0] = i
    for j in 1...b.count {
      let replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      var distance = min(previous[j] + 1, current[j - 1] + 1, replaced)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        distance = min(distance, beforePrevious[j - 2] + 1)
      }
      current[j] = distance
    }
    (beforePrevious, previous, current) = (previous, current, beforePrevious)
  }
  return previous[b.count]
}

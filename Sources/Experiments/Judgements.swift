import Documents

/// What judged a network once, as one line of a run's metadata.
protocol Judgement {
  /// What ``init(text:)`` reads.
  var text: String { get }
  /// Nil for what `text` did not write.
  init?(text: Substring)
}

/// The judgement of the latest network that was judged, and that of the best one.
struct Judgements<Found: Judgement> {
  private(set) var latest: Found?
  /// Nil too where nothing is held out to choose by.
  private(set) var best: Found?

  /// Notes what was found.
  mutating func add(_ found: Found, isBest: Bool) {
    latest = found
    if isBest { best = found }
  }

  /// Both, with "-" for none; nil before the first.
  var text: String? {
    latest.map { "\($0.text); \(best?.text ?? "-")" }
  }

  /// Reads what `text` wrote.
  ///
  /// - Throws: `InputError` for anything else.
  mutating func restore(_ text: String?) throws {
    guard let text else { return }
    let parts = text.split(separator: ";").map { $0.drop { $0 == " " } }
    latest = parts.first.flatMap { Found(text: $0) }
    best = parts.last.flatMap { Found(text: $0) }
    guard parts.count == 2, latest != nil, best != nil || parts[1] == "-" else {
      throw InputError("has damaged metadata", remedy: "train anew")
    }
  }
}

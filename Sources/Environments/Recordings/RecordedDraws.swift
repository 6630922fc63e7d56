/// A random outcome of another implementation.
public enum RecordedDraw: Sendable, Hashable {
  /// A whole number drawn from a range.
  case integer(range: Range<Int>, value: Int)
  /// A number drawn from `0..<1`.
  case uniform(Double)
}

/// Recorded outcomes, handed out in their order.
///
/// What is asked for must be what was recorded: the kind, and for whole numbers the range. Where it
/// is not, ``mismatch`` says so from then on, and the smallest possible number is handed out, so that the rules
/// can go on without harm.
public struct RecordedDraws: RandomSource, Sendable {
  private let draws: [RecordedDraw]
  private var next = 0

  /// The first request that was not what was recorded, in words; nil while all agree.
  public private(set) var mismatch: String?

  /// Outcomes to be handed out in this order.
  public init(_ draws: [RecordedDraw]) { self.draws = draws }

  /// Whether all outcomes have been handed out.
  public var isExhausted: Bool { next == draws.count }

  /// The next outcome, which must be a whole number drawn from this range.
  public mutating func integer(in range: Range<Int>) -> Int {
    let asked = "a whole number in \(range.lowerBound)..<\(range.upperBound)"
    guard let draw = take(asked) else { return range.lowerBound }
    guard case .integer(range, let value) = draw, range.contains(value) else {
      report(asked, draw)
      return range.lowerBound
    }
    return value
  }

  /// The next outcome, which must be a number in `0..<1`.
  public mutating func uniformDouble() -> Double {
    let asked = "a number in 0..<1"
    guard let draw = take(asked) else { return 0 }
    guard case .uniform(let value) = draw, value >= 0, value < 1 else {
      report(asked, draw)
      return 0
    }
    return value
  }

  private mutating func take(_ asked: String) -> RecordedDraw? {
    guard next < draws.count else {
      mismatch = mismatch ?? "the rules draw \(asked), the recording has no further draw"
      return nil
    }
    next += 1
    return draws[next - 1]
  }

  private mutating func report(_ asked: String, _ draw: RecordedDraw) {
    mismatch = mismatch ?? "the rules draw \(asked), the recording has \(draw)"
  }
}

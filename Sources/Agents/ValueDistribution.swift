import Documents

/// How a Q-network describes what an action will earn: as one number, or as a distribution.
public enum ValueDistribution: Hashable, Sendable {
  /// The expected value alone.
  case none
  /// Probabilities of evenly spaced values, from the smallest to the largest (C51).
  ///
  /// - Source: Bellemare et al. 2017, <https://arxiv.org/abs/1707.06887>.
  case categorical(atoms: Int, minimum: Float, maximum: Float)
  /// As many quantiles, at the fractions (i + ½) / n (QR-DQN).
  ///
  /// - Source: Dabney et al. 2018, <https://arxiv.org/abs/1710.10044>.
  case quantiles(Int)
  /// The quantile of any fraction, which enters by as many cosines (IQN).
  ///
  /// - Source: Dabney et al. 2018, <https://arxiv.org/abs/1806.06923>.
  case implicitQuantiles(embedding: Int)

  /// The largest number of atoms, quantiles or cosines.
  public static let largestCount = 1024

  /// The outputs of an action: 1, or the atoms or quantiles of the last layer.
  public var width: Int {
    switch self {
    case .none, .implicitQuantiles: 1
    case .categorical(let atoms, _, _): atoms
    case .quantiles(let count): count
    }
  }

  /// The values that the atoms of a categorical distribution stand for; none for the others.
  public var support: [Float] {
    guard case .categorical(let atoms, let minimum, let maximum) = self else { return [] }
    let step = (maximum - minimum) / Float(atoms - 1)
    return (0..<atoms).map { $0 == atoms - 1 ? maximum : minimum + Float($0) * step }
  }

  /// Checks the numbers.
  ///
  /// - Throws: `InputError` that names the one that cannot be.
  public func check() throws {
    func check(_ count: Int, from least: Int, _ words: String) throws {
      guard (least...Self.largestCount).contains(count) else {
        throw InputError("expected \(least) to \(Self.largestCount) \(words), got \(count)")
      }
    }
    switch self {
    case .none: break
    case .categorical(let atoms, let minimum, let maximum):
      try check(atoms, from: 2, "atoms")
      guard minimum.isFinite, maximum.isFinite, minimum < maximum, (maximum - minimum).isFinite
      else {
        throw InputError(
          "expected a smallest value below the largest, got \(minimum) and \(maximum)")
      }
    case .quantiles(let count): try check(count, from: 1, "quantiles")
    case .implicitQuantiles(let cosines): try check(cosines, from: 1, "cosines")
    }
  }
}

// MARK: - As text

extension ValueDistribution {
  /// One line that ``init(text:)`` reads: `categorical 51 -10.0 10.0`; nil for none.
  public var text: String? {
    switch self {
    case .none: nil
    case .categorical(let atoms, let minimum, let maximum):
      "categorical \(atoms) \(minimum) \(maximum)"
    case .quantiles(let count): "quantiles \(count)"
    case .implicitQuantiles(let cosines): "implicit-quantiles \(cosines)"
    }
  }

  /// Reads the line; nil is none.
  ///
  /// - Throws: `InputError` where it is not such a line, or a number is out of range.
  public init(text: String?) throws {
    guard let text else {
      self = .none
      return
    }
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    switch (words.first, words.count) {
    case ("categorical", 4):
      guard let atoms = Int(words[1]), let low = Float(words[2]), let high = Float(words[3]) else {
        throw Self.unreadable(text)
      }
      self = .categorical(atoms: atoms, minimum: low, maximum: high)
    case ("quantiles", 2):
      guard let count = Int(words[1]) else { throw Self.unreadable(text) }
      self = .quantiles(count)
    case ("implicit-quantiles", 2):
      guard let cosines = Int(words[1]) else { throw Self.unreadable(text) }
      self = .implicitQuantiles(embedding: cosines)
    default: throw Self.unreadable(text)
    }
    try check()
  }

  private static func unreadable(_ text: String) -> InputError {
    InputError(
      "expected a distribution such as 'categorical 51 -10.0 10.0', 'quantiles 200' or "
        + "'implicit-quantiles 64', found '\(shown(text))'")
  }
}

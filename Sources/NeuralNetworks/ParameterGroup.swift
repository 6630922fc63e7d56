import TensorCore

/// Some of the parameters, which an optimizer treats differently.
///
/// Of the groups of an optimizer a parameter belongs to the first that selects it, or to none.
public struct ParameterGroup: Hashable, Sendable {
  /// Which parameters.
  public enum Selection: Hashable, Sendable {
    /// Those whose name matches a pattern, in which `*` stands for any characters: `0.*`, `*.bias`.
    case named(String)
    /// Those with so many axes.
    case rank(ClosedRange<Int>)
  }

  /// Which parameters.
  public let selection: Selection
  /// What the learning rate is multiplied by, ≥ 0, beside the parameter's own factor.
  public let learningRateFactor: Float
  /// The weight decay in place of the optimizer's own, ≥ 0; nil leaves that.
  public let weightDecay: Float?

  /// Makes a group.
  ///
  /// - Parameters:
  ///   - selection: Which parameters.
  ///   - learningRateFactor: What the learning rate is multiplied by, ≥ 0.
  ///   - weightDecay: The weight decay in place of the optimizer's own, ≥ 0; nil leaves that.
  public init(
    _ selection: Selection, learningRateFactor: Float = 1, weightDecay: Float? = nil
  ) {
    precondition(
      learningRateFactor >= 0,
      "ParameterGroup: expected a learning rate factor ≥ 0, got \(learningRateFactor)")
    precondition(
      weightDecay ?? 0 >= 0, "ParameterGroup: expected a weight decay ≥ 0, got \(weightDecay ?? 0)")
    self.selection = selection
    self.learningRateFactor = learningRateFactor
    self.weightDecay = weightDecay
  }

  /// Biases and the weights of normalizations (at most one axis), without weight decay.
  public static let withoutDecay = ParameterGroup(.rank(0...1), weightDecay: 0)

  /// Whether a parameter is selected.
  ///
  /// - Parameter parameter: Its name and shape count.
  /// - Returns: Whether it is.
  public func selects(_ parameter: Parameter) -> Bool {
    switch selection {
    case .named(let pattern): Self.matches(Array(parameter.name.utf8), Array(pattern.utf8))
    case .rank(let range): range.contains(parameter.shape.rank)
    }
  }

  /// Goes back to the last star alone, so that no pattern takes longer than the product of the lengths.
  private static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
    let star = UInt8(ascii: "*")
    var (at, place) = (0, 0)
    var lastStar: (place: Int, at: Int)?
    while at < name.count {
      if place < pattern.count, pattern[place] == star {
        lastStar = (place, at)
        place += 1
      } else if place < pattern.count, pattern[place] == name[at] {
        at += 1
        place += 1
      } else if let star = lastStar {
        lastStar = (star.place, star.at + 1)
        (at, place) = (star.at + 1, star.place + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == star }
  }
}

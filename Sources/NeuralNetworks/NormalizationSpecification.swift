/// A normalization in a `LayerSpecification`; the shape stays.
public struct NormalizationSpecification: Hashable, Sendable {
  /// Which module, by its word in YAML.
  public enum Kind: String, CaseIterable, Sendable {
    /// `BatchNorm1d` for `[C]` and `[C, L]`, `BatchNorm2d` for `[C, H, W]`.
    case batch = "batch_norm"
    /// `LayerNorm` over the last axis.
    case layer = "layer_norm"
    /// `GroupNorm`: the first axis, the channels, in groups.
    case group = "group_norm"
    /// `RMSNorm` over the last axis.
    case rms = "rms_norm"
  }

  static let defaultEpsilon: Float = 1e-5
  static let defaultMomentum: Float = 0.1

  /// Which module.
  public let kind: Kind
  /// The number of groups of a group normalization, which divides the channels; 1 elsewhere.
  public let groups: Int
  /// What keeps the divisor away from 0, > 0.
  public var epsilon = defaultEpsilon
  /// The share of a new batch in the running statistics of a batch normalization, in 0 … 1.
  public var momentum = defaultMomentum

  /// A normalization with PyTorch's defaults.
  ///
  /// - Parameters:
  ///   - kind: Which module.
  ///   - groups: The number of groups of a group normalization.
  public init(_ kind: Kind, groups: Int = 1) {
    self.kind = kind
    self.groups = groups
  }

  /// The line in YAML, without what is as by default.
  var yaml: String {
    var parts = kind == .group ? ["groups: \(groups)"] : []
    if epsilon != Self.defaultEpsilon { parts.append("epsilon: \(epsilon)") }
    if momentum != Self.defaultMomentum { parts.append("momentum: \(momentum)") }
    if parts.isEmpty { return kind.rawValue }
    if kind == .group, parts.count == 1 { return "\(kind.rawValue): \(groups)" }
    return "\(kind.rawValue): {\(parts.joined(separator: ", "))}"
  }

  func effect(on shape: [Int]) throws(LayerMistake) -> LayerEffect {
    let word = kind.rawValue
    guard epsilon > 0, epsilon.isFinite else {
      throw LayerMistake("\(word): expected an epsilon above 0, got \(epsilon)")
    }
    guard momentum >= 0, momentum <= 1 else {
      throw LayerMistake("\(word): expected a momentum from 0 to 1, got \(momentum)")
    }
    guard momentum == Self.defaultMomentum || kind == .batch else {
      throw LayerMistake("\(word): only batch_norm has a momentum, got \(momentum)")
    }
    guard groups == 1 || kind == .group else {
      throw LayerMistake("\(word): only group_norm has groups, got \(groups)")
    }
    let channels = shape[0]
    switch kind {
    case .batch:
      guard shape.count <= 3 else {
        throw LayerMistake("batch_norm: expected an input of 1 to 3 axes, got \(shape)")
      }
      let statistics = [("running_mean", [channels]), ("running_var", [channels])]
      return LayerEffect(
        output: shape, parameters: [("weight", [channels]), ("bias", [channels])],
        buffers: statistics + [("num_batches_tracked", [])])
    case .group:
      guard groups >= 1, channels % groups == 0 else {
        throw LayerMistake(
          "group_norm: expected groups that divide \(channels) channels, got \(groups)")
      }
      return LayerEffect(output: shape, parameters: [("weight", [channels]), ("bias", [channels])])
    case .layer:
      let size = shape[shape.count - 1]
      return LayerEffect(output: shape, parameters: [("weight", [size]), ("bias", [size])])
    case .rms:
      return LayerEffect(output: shape, parameters: [("weight", [shape[shape.count - 1]])])
    }
  }
}

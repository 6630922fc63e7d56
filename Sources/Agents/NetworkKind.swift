import Environments
import NeuralNetworks
import TensorCore

/// What a Q-network sees observations with, by name: the layers before the hidden ones.
///
/// The pages of the layers are in Documentation/QNetworks.md.
public enum NetworkKind: String, CaseIterable, Sendable, Hashable {
  /// The kind that suits the observation space, see ``resolved(for:)``.
  case auto
  /// None: the observation is flattened.
  case mlp
  /// A one-hot plane for each number that a cell may hold, then as `mlp`: MiniGrid's codes.
  case codes
  /// One convolution for pictures of about 10×10 cells. Young and Tian 2019, arXiv:1903.03176.
  case minatar
  /// Three convolutions for pictures of about 84×84 points. Mnih et al. 2015.
  case nature
  /// Fifteen convolutions in residual blocks. Espeholt et al. 2018, arXiv:1802.01561.
  case impala

  /// The kind itself, or for `auto` the one that suits a space.
  ///
  /// - `codes` for bytes `[planes, height, width]` of which some, but none above 15, may exceed 1;
  /// - `minatar` for at least three planes of 0 and 1 with sides of 10 to 35 cells;
  /// - `nature` for pictures with sides of at least 36;
  /// - `mlp` for everything else: vectors, boards, grids of few cells.
  public func resolved(for space: Box) -> NetworkKind {
    guard self == .auto else { return self }
    guard space.shape.count == 3 else { return .mlp }
    let largest = space.high.max() ?? 0
    let (shorter, longer) = (
      min(space.shape[1], space.shape[2]), max(space.shape[1], space.shape[2])
    )
    if shorter >= 36 { return .nature }
    guard space.elementType == .uint8 else { return .mlp }
    if largest > 1, largest <= 15 { return .codes }
    return largest <= 1 && space.shape[0] >= 3 && shorter >= 10 && longer < 36 ? .minatar : .mlp
  }
}

extension NetworkKind {
  /// The layers before the hidden ones, which give one axis of features.
  ///
  /// - Parameters:
  ///   - space: The observations.
  ///   - activation: What follows each convolution.
  ///   - layerNorm: Whether each convolution is normalized, over all its channels and cells.
  /// - Returns: The layers; none where the observation is a vector already.
  func features(
    of space: Box, activation: Activation, layerNorm: Bool
  ) -> [LayerSpecification] {
    func convolution(_ channels: Int, _ kernel: Int, _ stride: Int) -> [LayerSpecification] {
      [.conv2d(channels: channels, kernel: .init(kernel), stride: .init(stride))]
        + (layerNorm ? [.normalization(.init(.group, groups: 1))] : [])
        + (activation == .none ? [] : [.activation(activation)])
    }
    switch resolved(for: space) {
    case .auto, .mlp: return space.shape.count == 1 ? [] : [.flatten]
    case .codes: return [.value(.oneHot(Self.counts(of: space))), .flatten]
    case .minatar: return convolution(16, 3, 1) + [.flatten]
    case .nature:
      return convolution(32, 8, 4) + convolution(64, 4, 2) + convolution(64, 3, 1) + [.flatten]
    case .impala:
      return [16, 32, 32].flatMap { Self.impalaStack(channels: $0, activation, layerNorm) }
        + (activation == .none ? [] : [.activation(activation)]) + [.flatten]
    }
  }

  /// How many numbers each plane of a space knows.
  private static func counts(of space: Box) -> [Int] {
    let cells = space.shape.dropFirst().reduce(1, *)
    return (0..<space.shape[0]).map { plane in
      Int(space.high[plane * cells..<(plane + 1) * cells].max() ?? 0) + 1
    }
  }

  /// A convolution, a halving by maxima, and two residual blocks.
  private static func impalaStack(
    channels: Int, _ activation: Activation, _ layerNorm: Bool
  ) -> [LayerSpecification] {
    let part =
      (activation == .none ? [] : [LayerSpecification.activation(activation)])
      + [.conv2d(channels: channels, kernel: 3, padding: 1)]
      + (layerNorm ? [.normalization(.init(.group, groups: 1))] : [])
    let block = LayerSpecification.residual(body: part + part, shortcut: [])
    var pooling = PoolingSpecification(.maximum, size: 3)
    (pooling.stride, pooling.padding) = (2, 1)
    return [.conv2d(channels: channels, kernel: 3, padding: 1), .pooling(pooling), block, block]
  }
}

import Documents
import Environments
import NeuralNetworks
import TensorCore

/// What a Q-network is made of, before the spaces are known.
///
/// The layers: what the ``NetworkKind`` sees with, the hidden layers, one linear output. With
/// everything else as by default and a vector as observation that is the plain MLP.
public struct QNetworkShape: Hashable, Sendable {
  /// What observations are seen with.
  public var kind = NetworkKind.auto
  /// Widths of the hidden layers; may be empty.
  public var hiddenSizes: [Int]
  /// The function after each hidden layer and each convolution.
  public var activation = Activation.relu
  /// Whether a normalization stands before each of those functions.
  public var layerNorm = false
  /// Whether the last hidden layer and the output are split into the state's value and the actions'
  /// advantages.
  public var dueling = false
  /// Whether the last hidden layer and the output are noisy in training.
  public var noisy = false
  /// One value for an action, or a distribution of it.
  public var distribution = ValueDistribution.none

  /// The plain MLP, or what suits pictures.
  ///
  /// - Parameters:
  ///   - hiddenSizes: Widths of the hidden layers; may be empty.
  ///   - activation: The function after each of them.
  public init(hiddenSizes: [Int], activation: Activation = .relu) {
    self.hiddenSizes = hiddenSizes
    self.activation = activation
  }

  /// The layers for a task.
  ///
  /// - Parameters:
  ///   - observationSpace: What is seen.
  ///   - actionSpace: What is valued.
  /// - Returns: A network that gives a number (or atoms, or quantiles) for each action.
  /// - Throws: `InputError` where the kind does not suit the observations, or a size is out of
  ///   bounds.
  public func specification(
    observationSpace: Box, actionSpace: Discrete
  ) throws -> NetworkSpecification {
    try distribution.check()
    var layers = try features(of: observationSpace)
    let seesPicture = layers.contains { if case .convolution = $0 { true } else { false } }
    // Fractions enter before the last hidden layer, but behind it where nothing learned stands
    // before it.
    let isOnlyLayer = hiddenSizes.count == 1 && isImplicit && !seesPicture
    let before = isOnlyLayer ? hiddenSizes : hiddenSizes.dropLast()
    layers += before.flatMap { hidden($0, noisy: noisy && isOnlyLayer) }
    if case .implicitQuantiles(let cosines) = distribution {
      layers.append(.value(.quantileEmbedding(cosines)))
    }
    layers += head(actions: actionSpace.count, hidden: isOnlyLayer ? nil : hiddenSizes.last)
    return try NetworkSpecification(inputShape: observationSpace.shape, layers: layers)
  }

  /// The layers up to the last hidden one, none of them noisy: what stands before a recurrence.
  ///
  /// - Parameter observationSpace: What is seen.
  /// - Returns: A network that gives one axis of features.
  /// - Throws: `InputError` as ``specification(observationSpace:actionSpace:)``.
  public func encoder(observationSpace: Box) throws -> NetworkSpecification {
    let layers =
      try features(of: observationSpace) + hiddenSizes.flatMap { hidden($0, noisy: false) }
    return try NetworkSpecification(inputShape: observationSpace.shape, layers: layers)
  }

  private var isImplicit: Bool {
    if case .implicitQuantiles = distribution { true } else { false }
  }

  private func features(of space: Box) throws -> [LayerSpecification] {
    let needed =
      switch kind {
      case .auto, .mlp: 0
      case .codes: 1
      case .minatar: 3
      case .nature: 36
      case .impala: 1
      }
    guard needed == 0 || space.shape.count == 3 && space.shape.dropFirst().min() ?? 0 >= needed
    else {
      throw InputError(
        "network '\(kind.rawValue)' needs observations [planes, height, width] of at least "
          + "\(needed) by \(needed), but the observation is \(space.shape)",
        remedy: "set network to mlp, or to auto, which chooses by the observation")
    }
    guard kind != .codes || space.elementType == .uint8 else {
      throw InputError(
        "network 'codes' needs observations of whole numbers from 0 to 255 (uint8), but they are "
          + "\(space)",
        remedy: "set network to auto, which chooses by the observation")
    }
    return kind.features(of: space, activation: activation, layerNorm: layerNorm)
  }

  private func linear(_ size: Int, noisy: Bool) -> LayerSpecification {
    noisy ? .value(.noisyLinear(size)) : .linear(size)
  }

  private func hidden(_ size: Int, noisy: Bool) -> [LayerSpecification] {
    [linear(size, noisy: noisy)] + (layerNorm ? [.normalization(.init(.layer))] : [])
      + (activation == .none ? [] : [.activation(activation)])
  }

  private func head(actions: Int, hidden size: Int?) -> [LayerSpecification] {
    guard dueling else {
      return (size.map { hidden($0, noisy: noisy) } ?? [])
        + [linear(actions * distribution.width, noisy: noisy)]
    }
    var streams = DuelingSpecification(actions: actions)
    streams.atoms = distribution.width > 1 ? distribution.width : nil
    streams.hidden = size
    streams.activation = activation
    streams.layerNorm = layerNorm
    streams.noisy = noisy
    return [.value(.dueling(streams))]
  }
}

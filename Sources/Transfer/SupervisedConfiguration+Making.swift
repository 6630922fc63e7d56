import Datasets
import Documents
import NeuralNetworks

extension SupervisedConfiguration {
  /// The defaults with what a definition recommends under `training:` for a network.
  ///
  /// - Parameters:
  ///   - definition: The data set.
  ///   - network: A form of network; nil for the one that the definition names first.
  /// - Returns: The configuration.
  /// - Throws: `InputError` for an unknown network, or with file and line where a key or a value is not valid.
  public static func recommended(
    for definition: DatasetDefinition, network: String? = nil
  ) throws -> Self {
    let name = network ?? definition.training?.keys.first ?? Network.mlp.rawValue
    guard let form = Network(rawValue: name) else {
      throw unknownWord("network", name, among: Network.allCases.map(\.rawValue))
    }
    var configuration = SupervisedConfiguration()
    if let node = definition.training?[name] {
      try fields.apply(node.mapping(), to: &configuration)
    }
    configuration.network = form
    if form == .cnn, definition.training?[name] == nil { configuration.hiddenSizes = [256] }
    try configuration.validate(for: definition.targets, exampleShape: definition.exampleShape)
    return configuration
  }

  /// Checks what single fields cannot: that they fit one another and the data set.
  ///
  /// - Parameters:
  ///   - targets: What is to be predicted.
  ///   - exampleShape: The shape of one example.
  /// - Throws: `InputError` that names the keys, their values and a remedy.
  public func validate(for targets: DatasetTargets, exampleShape: [Int]) throws {
    if network == .logistic, targets.classNames.count != 2 {
      let found =
        targets.classNames.isEmpty ? "a number" : "\(targets.classNames.count) classes"
      throw InputError(
        "network 'logistic' tells two classes apart; this data set has \(found)",
        remedy: "set network to linear: softmax regression, or linear regression for a number")
    }
    if network == .cnn, exampleShape.count != 3 {
      throw InputError(
        "network 'cnn' takes images [channels, height, width]; this data set has \(exampleShape)",
        remedy: "set network to mlp")
    }
    if batchNorm, network != .mlp, network != .cnn {
      throw InputError(
        "batchNorm (true) stands behind hidden layers, and network '\(network.rawValue)' has none",
        remedy: "set batchNorm to false, or network to mlp")
    }
    if downsampling == .stride, network != .cnn {
      throw InputError(
        "downsampling (stride) is for images of network 'cnn'; network is '\(network.rawValue)'",
        remedy: "set downsampling to pool, or network to cnn")
    }
    if batchNorm, batchSize < 2 {
      throw InputError(
        "batchNorm (true) normalizes over a batch; batchSize is \(batchSize)",
        remedy: "set batchSize to 16 or more")
    }
    if standardize == .channel, exampleShape.count < 2 {
      throw InputError(
        "standardize 'channel' is for images; this data set has \(exampleShape)",
        remedy: "set standardize to feature")
    }
    if labelSmoothing > 0, targets.classNames.isEmpty || network == .logistic {
      throw InputError(
        "labelSmoothing (\(labelSmoothing)) needs classes and a logit for each",
        remedy: "set labelSmoothing to 0")
    }
    if momentum > 0, ![.sgd, .momentum, .nesterov, .rmsprop].contains(optimizer) {
      throw InputError(
        "momentum (\(momentum)) is for sgd, momentum, nesterov and rmsprop; optimizer is "
          + "\(optimizer.rawValue)", remedy: "set momentum to 0, or optimizer to sgd")
    }
    if schedule == .oneCycle, warmUp > 0 || learningRateEnd > 0 {
      throw InputError(
        "schedule 'oneCycle' climbs and falls by itself: warmUp is \(warmUp), learningRateEnd "
          + "\(learningRateEnd)", remedy: "set both to 0")
    }
  }

  /// Refuses a last batch of one example where batches are normalized by their own statistics.
  ///
  /// - Parameter count: Examples to learn from.
  /// - Throws: `InputError` with a batch size that leaves more.
  func requireBatches(of count: Int) throws {
    guard batchNorm, count % batchSize == 1 else { return }
    throw InputError(
      "batchNorm (true) normalizes over a batch, and batchSize (\(batchSize)) leaves one of "
        + "\(count) examples alone in the last", remedy: "set batchSize to \(batchSize + 1)")
  }

  /// The network for a data set.
  ///
  /// - Parameters:
  ///   - targets: What is to be predicted: one output per class, one for a number and for `logistic`.
  ///   - exampleShape: The shape of one example.
  /// - Returns: What the network is made of.
  /// - Throws: `InputError` where it does not fit the data set or is too large.
  public func networkSpecification(
    for targets: DatasetTargets, exampleShape: [Int]
  ) throws -> NetworkSpecification {
    try validate(for: targets, exampleShape: exampleShape)
    return try surroundings.around(
      inputShape: exampleShape, outputs: network == .logistic ? 1 : max(1, targets.classNames.count)
    ) { try layers(inputShape: $0, outputs: $1) }
  }

  /// The layers alone.
  private func layers(inputShape exampleShape: [Int], outputs: Int) throws -> NetworkSpecification {
    switch network {
    case .linear, .logistic:
      return try .mlp(inputShape: exampleShape, hiddenSizes: [], outputSize: outputs)
    case .mlp:
      return try dropping(
        normalizing(
          .mlp(
            inputShape: exampleShape, hiddenSizes: hiddenSizes, outputSize: outputs,
            activation: activation)))
    case .cnn where batchNorm || downsampling == .stride:
      return try dropping(convolutional(inputShape: exampleShape, outputs: outputs))
    case .cnn:
      return try dropping(
        .cnn(
          inputShape: exampleShape, channels: channels, hiddenSizes: hiddenSizes,
          outputSize: outputs))
    }
  }

  /// The convolutions of few-shot encoders, then linear layers: equal names, so that their parameters
  /// and statistics fit.
  private func convolutional(inputShape: [Int], outputs: Int) throws -> NetworkSpecification {
    let whole =
      batchNorm && downsampling == .pool
      ? try NetworkSpecification.embedding(inputShape: inputShape, channels: channels)
      : try .fewShotClassifier(
        inputShape: inputShape, channels: channels, downsampling: downsampling, outputs: outputs)
    var layers = whole.layers.filter { batchNorm || !$0.isBatchNorm }
    if case .linear? = layers.last { layers.removeLast() }
    for size in hiddenSizes { layers += [.linear(size), .activation(.relu)] }
    return try NetworkSpecification(inputShape: inputShape, layers: layers + [.linear(outputs)])
  }

  /// The same network with a batch normalization behind each linear layer but the last.
  private func normalizing(_ specification: NetworkSpecification) throws -> NetworkSpecification {
    guard batchNorm else { return specification }
    var layers: [LayerSpecification] = []
    for (position, layer) in specification.layers.enumerated() {
      layers.append(layer)
      if case .linear = layer, position < specification.layers.count - 1 {
        layers.append(.normalization(NormalizationSpecification(.batch)))
      }
    }
    return try NetworkSpecification(inputShape: specification.inputShape, layers: layers)
  }

  /// The same network with dropout before each linear layer but the first.
  private func dropping(_ specification: NetworkSpecification) throws -> NetworkSpecification {
    guard dropout > 0 else { return specification }
    var layers: [LayerSpecification] = []
    var hasLinear = false
    for layer in specification.layers {
      if case .linear = layer {
        if hasLinear { layers.append(.dropout(dropout)) }
        hasLinear = true
      }
      layers.append(layer)
    }
    return try NetworkSpecification(inputShape: specification.inputShape, layers: layers)
  }

  /// A fresh optimizer.
  func makeOptimizer() -> any Optimizer {
    optimizer.makeOptimizer(
      learningRate: learningRate, momentum: momentum > 0 ? momentum : nil,
      weightDecay: weightDecay, decaysBiases: decayBiases)
  }

  /// The optimizer's rate at each update of a training.
  func makeSchedule(updates: Int) -> any Schedule {
    let end = learningRate * learningRateEnd
    let length = max(1, updates - warmUp)
    func climbing(_ following: some Schedule) -> any Schedule {
      warmUp > 0 ? WarmUpSchedule(over: warmUp, then: following) : following
    }
    return switch schedule {
    case .constant: climbing(ConstantSchedule(learningRate))
    case .linear: climbing(LinearSchedule(from: learningRate, to: end, over: length))
    case .cosine: climbing(CosineSchedule(from: learningRate, to: end, over: length))
    case .oneCycle: OneCycleSchedule(peak: learningRate, over: max(1, updates))
    }
  }
}

extension LayerSpecification {
  /// Whether it is a batch normalization.
  var isBatchNorm: Bool {
    if case .normalization(let normalization) = self { normalization.kind == .batch } else { false }
  }
}

import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore

extension PretrainingConfiguration {
  /// The defaults for a data set, with the batches and layers that its definition recommends.
  ///
  /// - Parameters:
  ///   - definition: The data set.
  ///   - method: What is to be learned.
  ///   - network: `mlp` or `cnn`; nil for `mlp` where examples are given again, `cnn` where images are
  ///     told apart.
  /// - Returns: The configuration.
  /// - Throws: `InputError` for an unknown method or network, or where it does not fit the data set.
  public static func recommended(
    for definition: DatasetDefinition, method: String, network: String? = nil
  ) throws -> Self {
    guard let chosen = Method(rawValue: method) else {
      throw unknownWord("method", method, among: Method.allCases.map(\.rawValue))
    }
    var configuration = PretrainingConfiguration()
    configuration.method = chosen
    let takesImages = chosen == .rotation || chosen == .simclr
    let form = network ?? (takesImages ? "cnn" : "mlp")
    guard let found = SupervisedConfiguration.Network(rawValue: form) else {
      throw unknownWord(
        "network", form, among: SupervisedConfiguration.Network.allCases.map(\.rawValue))
    }
    configuration.training.network = found
    switch (chosen, found) {
    case (.simclr, _):
      // Contrast lives on the number of others in the batch.
      configuration.training.batchSize = 256
      configuration.training.hiddenSizes = [128]
    case (_, .cnn): configuration.training.hiddenSizes = [128]
    default: configuration.training.hiddenSizes = [500]
    }
    if found == .cnn { configuration.training.channels = [16, 32] }
    configuration.training.schedule = .cosine
    if definition.exampleShape.count == 1 {
      // Measurements have units, not brightnesses from 0 to 1.
      configuration.reconstruction = .squaredError
      configuration.training.standardize = .feature
      configuration.training.batchSize = min(100, max(1, definition.trainingCount / 4))
    }
    try configuration.validate(for: definition)
    return configuration
  }

  /// Checks what single fields cannot: that they fit one another and the data set.
  ///
  /// - Parameter definition: The data set.
  /// - Throws: `InputError` that names the keys, their values and a remedy.
  public func validate(for definition: DatasetDefinition) throws {
    try validate(targets: definition.targets, exampleShape: definition.exampleShape)
  }

  /// Checks what single fields cannot, for examples of a shape.
  func validate(targets: DatasetTargets, exampleShape: [Int]) throws {
    guard training.network == .mlp || training.network == .cnn else {
      throw InputError(
        "network '\(training.network.rawValue)' has nothing but a head: there is no layer to pretrain",
        remedy: "set network to mlp or cnn")
    }
    try training.validate(for: targets, exampleShape: exampleShape)
    guard training.network == .cnn || !training.hiddenSizes.isEmpty else {
      throw InputError(
        "hiddenSizes is empty: without a hidden layer there is nothing to pretrain",
        remedy: "set hiddenSizes to [500]")
    }
    if method == .rotation || method == .simclr {
      guard exampleShape.count == 3 else {
        throw InputError(
          "method '\(method.rawValue)' takes images [channels, height, width]; this data set has "
            + "\(exampleShape)", remedy: "take method denoising-autoencoder")
      }
    }
    if method == .denoisingAutoencoder, corruption == .tiles, exampleShape.count != 3 {
      throw InputError(
        "corruption 'tiles' takes images [channels, height, width]; this data set has \(exampleShape)",
        remedy: "set corruption to masking")
    }
    if method == .rotation, exampleShape[1] != exampleShape[2] {
      throw InputError(
        "method 'rotation' takes square images; this data set has \(exampleShape)",
        remedy: "take method simclr or denoising-autoencoder")
    }
    if method == .simclr, training.batchSize < 2 {
      throw InputError(
        "method 'simclr' tells images of a batch apart; batchSize is \(training.batchSize)",
        remedy: "set batchSize to 128 or more")
    }
    if method == .denoisingAutoencoder, corruption != .gaussian, noise == 1 {
      throw InputError(
        "noise (1) with corruption '\(corruption.rawValue)' leaves nothing of the input",
        remedy: "set noise to 0.3")
    }
  }

  /// The layers that are learned: those of the network that is fine-tuned from them, without its head.
  ///
  /// - Parameter exampleShape: The shape of one example.
  /// - Returns: What they are made of.
  /// - Throws: `InputError` where they do not fit the examples.
  public func bodySpecification(exampleShape: [Int]) throws -> NetworkSpecification {
    var form = training
    form.dropout = 0
    let whole = try form.networkSpecification(
      for: .numbers("output"), exampleShape: exampleShape)
    return try NetworkSpecification(
      inputShape: exampleShape, layers: Array(whole.layers.dropLast()))
  }

  /// What is learned of a body, with fresh parameters for whatever stands behind it.
  func makePretext(
    for body: NetworkSpecification, inputScale: Standardization?, random: RandomStream
  ) throws -> any Pretext {
    var initialization = random.stream("head")
    switch method {
    case .autoencoder, .denoisingAutoencoder:
      return try ReconstructionPretext(
        configuration: self, body: body, inputScale: inputScale, using: &initialization)
    case .rotation:
      return try RotationPretext(body: body, inputScale: inputScale, using: &initialization)
    case .simclr:
      return try ContrastPretext(
        configuration: self, body: body, inputScale: inputScale, using: &initialization)
    }
  }
}

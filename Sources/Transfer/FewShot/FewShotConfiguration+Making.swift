import Datasets
import Documents
import NeuralNetworks

extension FewShotConfiguration {
  /// The defaults of a method, with no more ways than a data set has classes.
  ///
  /// - Parameters:
  ///   - definition: The data set.
  ///   - method: How queries are named.
  /// - Returns: The configuration.
  /// - Throws: `InputError` where the data set is not for few-shot learning.
  public static func recommended(
    for definition: DatasetDefinition, method: Method
  ) throws -> Self {
    let classes = try definition.fewShotClasses
    var configuration = FewShotConfiguration(method: method)
    let turns = classes.isTurned ? 4 : 1
    configuration.ways = min(configuration.ways, turns * classes.training.count)
    let validation = classes.validation.isEmpty ? classes.training : classes.validation
    configuration.validationWays = min(configuration.validationWays, turns * validation.count)
    if method.adaptsByGradients {
      // One head serves both.
      configuration.ways = min(configuration.ways, configuration.validationWays)
      configuration.validationWays = configuration.ways
    }
    // Each pool halves the image; a side of 8 has room for three.
    while configuration.channels.count > 1,
      definition.exampleShape[2] >> configuration.channels.count == 0
    { configuration.channels.removeLast() }
    return configuration
  }

  /// Checks that the fields fit one another and the data set.
  ///
  /// - Parameter definition: The data set.
  /// - Throws: `InputError` that names the keys, their values and a remedy.
  public func validate(for definition: DatasetDefinition) throws {
    let classes = try definition.fewShotClasses
    let turns = classes.isTurned ? 4 : 1
    let validation = classes.validation.isEmpty ? classes.training : classes.validation
    for (key, ways, count) in [
      ("ways", ways, turns * classes.learned(joiningValidation: trainOnValidation).count),
      ("validationWays", validationWays, turns * validation.count),
    ] where ways > count {
      throw InputError(
        "\(key) is \(ways), but data set '\(definition.id)' has \(count) classes to draw from",
        remedy: "set \(key) to \(count) or fewer")
    }
    if trainOnValidation, classes.validation.isEmpty {
      throw InputError(
        "trainOnValidation is true, but data set '\(definition.id)' has no classes for validation "
          + "alone", remedy: "set trainOnValidation to false")
    }
    try validateMethod()
    if method.adaptsByGradients, validationWays != ways {
      throw InputError(
        "validationWays is \(validationWays), but the head of method '\(method.rawValue)' has a "
          + "logit for each of ways (\(ways))", remedy: "set both to the same number")
    }
    _ = try networkSpecification(for: definition)
  }

  /// Checks that the method has a use for what is set, whatever it is tested on.
  ///
  /// - Throws: `InputError` that names the key, its value and a remedy.
  public func validateMethod() throws {
    if transductive, method == .baseline || method == .nearestNeighbour {
      throw InputError(
        "transductive is true, but method '\(method.rawValue)' looks at each query by itself",
        remedy: "set transductive to false")
    }
    if innerOptimizer == .adam, method != .reptile {
      throw InputError(
        "innerOptimizer 'adam' is for method 'reptile'; method is '\(method.rawValue)'",
        remedy: "set innerOptimizer to sgd")
    }
  }

  /// Checks that the method can answer episodes of a number of ways.
  ///
  /// - Parameter tested: The ways of a test.
  /// - Throws: `InputError` where the network has a head for another number.
  public func requireWays(_ tested: Int) throws {
    guard method.adaptsByGradients, tested != ways else { return }
    throw InputError(
      "the test has \(tested) ways, but the head of method '\(method.rawValue)' is trained for "
        + "ways = \(ways)",
      remedy: "test with --ways \(ways), or train with --set ways=\(tested) --set "
        + "validationWays=\(tested)")
  }

  /// The network for a data set.
  ///
  /// - Parameter definition: The data set.
  /// - Returns: What the network is made of; nil for a method without one.
  /// - Throws: `InputError` where it does not fit the data set.
  public func networkSpecification(
    for definition: DatasetDefinition
  ) throws -> NetworkSpecification? {
    if method.adaptsByGradients {
      return try .fewShotClassifier(
        inputShape: definition.exampleShape, channels: channels, downsampling: downsampling,
        outputs: ways)
    }
    let embedding = try NetworkSpecification.embedding(
      inputShape: definition.exampleShape, channels: channels)
    switch method {
    case .prototypical, .matching: return embedding
    case .nearestNeighbour, .maml, .fomaml, .anil, .reptile: return nil
    case .baseline:
      let classes = try definition.fewShotClasses
      return try NetworkSpecification(
        inputShape: embedding.inputShape,
        layers: embedding.layers + [
          .linear(
            (classes.isTurned ? 4 : 1)
              * classes.learned(joiningValidation: trainOnValidation).count)
        ])
    }
  }

  /// The method over a network of ``networkSpecification(for:)``.
  ///
  /// - Parameter network: The network; for a method without one it is not looked at.
  /// - Returns: The method.
  public func makeMethod(network: Sequential) -> any FewShotMethod {
    switch method {
    case .prototypical:
      PrototypicalNetwork(network: network, isTransductive: transductive)
    case .matching:
      MatchingNetwork(network: network, isTransductive: transductive)
    case .baseline:
      FineTuningBaseline(network: network, steps: fineTuningSteps, rate: fineTuningRate)
    case .nearestNeighbour: NearestNeighbour()
    case .maml, .fomaml, .anil: MAML(network: network, settings: mamlSettings)
    case .reptile: Reptile(network: network, settings: reptileSettings)
    }
  }

  private var mamlSettings: MAMLSettings {
    var settings = MAMLSettings()
    settings.innerRate = innerRate
    settings.innerSteps = innerSteps
    settings.evaluationSteps = evaluationSteps
    settings.order = method == .fomaml ? .first : .second
    settings.adapts = method == .anil ? .head : .all
    settings.isTransductive = transductive
    return settings
  }

  private var reptileSettings: ReptileSettings {
    var settings = ReptileSettings()
    settings.innerOptimizer = innerOptimizer
    settings.innerRate = innerRate
    settings.innerSteps = innerSteps
    settings.innerBatch = innerBatch
    settings.evaluationSteps = evaluationSteps
    settings.evaluationBatch = evaluationBatch
    settings.isTransductive = transductive
    return settings
  }

  /// A fresh outer optimizer: Adam, or the plain step of Reptile.
  func makeOptimizer() -> any Optimizer {
    method == .reptile ? SGD(learningRate: learningRate) : Adam(learningRate: learningRate)
  }

  /// The outer optimizer's rate at each update.
  func makeSchedule() -> any Schedule {
    switch schedule {
    case .constant: ConstantSchedule(learningRate)
    case .halving: StepSchedule(from: learningRate, factor: 0.5, every: halvingInterval)
    case .linear: LinearSchedule(from: learningRate, to: 0, over: updates)
    case .cosine: CosineSchedule(from: learningRate, to: 0, over: updates)
    }
  }
}

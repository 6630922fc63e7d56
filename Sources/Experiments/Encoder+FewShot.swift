import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Transfer

extension Encoder {
  /// The command that tries it.
  ///
  /// - Parameter path: The encoder's file or run folder, as a shell needs it.
  /// - Returns: The command.
  public func trial(of path: String) -> String {
    FewShotConfiguration.Method(rawValue: method) == nil
      ? "apus finetune --from \(path) --on \(definition.id) --shots 10,100,1000 --against scratch"
      : "apus fewshot \(definition.id) --from \(path)"
  }

  /// The configuration of the few-shot training that it came from.
  ///
  /// - Returns: The configuration; nil for an encoder of another kind.
  /// - Throws: `InputError` where its fields cannot be read.
  public func fewShotConfiguration() throws -> FewShotConfiguration? {
    let file = "\(definition.id) encoder (configuration)"
    guard let section = try DocumentNode.parse(self.configuration, file: file).mapping()["fewShot"]
    else { return nil }
    var found = FewShotConfiguration()
    try FewShotConfiguration.fields.apply(try section.mapping(), to: &found)
    return found
  }

  /// The few-shot method over its network.
  ///
  /// An encoder of another kind serves a method that compares features: its network is taken as it is.
  ///
  /// - Parameter configuration: How queries are named; nil for what it was trained for.
  /// - Returns: The method and its configuration.
  /// - Throws: `InputError` where the network does not fit the method.
  public func fewShotMethod(
    _ configuration: FewShotConfiguration? = nil
  ) throws -> (method: any FewShotMethod, configuration: FewShotConfiguration) {
    guard let configuration = try configuration ?? fewShotConfiguration() else {
      throw InputError(
        "the encoder was trained by \(method), not for few-shot learning",
        remedy: "say how queries are to be named: --method prototypical")
    }
    try configuration.validateMethod()
    guard inputScale == nil else {
      throw InputError(
        "the encoder was fed standardized inputs, and few-shot learning feeds images as they are",
        remedy: "pretrain with --set standardize=none")
    }
    let comparesFeatures = [.prototypical, .matching].contains(configuration.method)
    if !comparesFeatures || specification.outputShape.count != 1,
      let wanted = try configuration.networkSpecification(for: definition),
      wanted.outputShape != specification.outputShape
    {
      throw InputError(
        "the network gives \(specification.outputShape), but method "
          + "'\(configuration.method.rawValue)' needs \(wanted.outputShape)",
        remedy: "take the method that it was trained for")
    }
    return (configuration.makeMethod(network: network), configuration)
  }
}

extension DatasetDefinition {
  /// Refuses a data set whose test part has other classes than its training part.
  ///
  /// - Throws: `InputError` with the command for such a set.
  func requireCommonClasses() throws {
    guard testsOtherClasses else { return }
    throw InputError(
      "the test part of '\(id)' has other classes than its training part: no classifier learns them",
      remedy: "learn to learn new classes: apus fewshot \(id) --method prototypical")
  }
}

extension PredictionSummary {
  /// The summary of few-shot episodes: all of their queries.
  public init(_ scores: FewShotScores) {
    self.init(
      examples: scores.accuracies.count * scores.shape.ways * scores.shape.queries,
      loss: scores.loss, accuracy: scores.accuracy, meanAbsoluteError: nil, determination: nil)
  }
}

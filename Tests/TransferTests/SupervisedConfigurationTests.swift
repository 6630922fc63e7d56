import Datasets
import Documents
import Testing
import Transfer

@Suite struct SupervisedConfigurationTests {
  @Test(arguments: DatasetRegistry.ids) func everyRecommendationIsValid(id: String) throws {
    let definition = try DatasetRegistry.definition(id)
    // What tests other classes is for few-shot learning alone.
    guard !definition.testsOtherClasses else { return #expect(definition.training == nil) }
    let names = try #require(definition.training).keys
    for name in names {
      let configuration = try SupervisedConfiguration.recommended(for: definition, network: name)
      #expect(configuration.network.rawValue == name)
      let specification = try configuration.networkSpecification(
        for: definition.targets, exampleShape: definition.exampleShape)
      #expect(specification.inputShape == definition.exampleShape)
    }
    #expect(
      try SupervisedConfiguration.recommended(for: definition).network.rawValue == names[0])
  }

  @Test func theRecipesOfTheIssue() throws {
    let mnist = try DatasetRegistry.definition("mnist")
    let mlp = try SupervisedConfiguration.recommended(for: mnist, network: "mlp")
    #expect(mlp.optimizer == .sgd && mlp.learningRate == 0.01 && mlp.batchSize == 100)
    let specification = try mlp.networkSpecification(for: mnist.targets, exampleShape: [1, 28, 28])
    #expect(
      specification.parameterShapes.map(\.name) == [
        "1.weight", "1.bias", "3.weight", "3.bias", "5.weight", "5.bias",
      ])
    #expect(specification.parameterShapes.map(\.shape)[0] == [256, 784])
    let cnn = try SupervisedConfiguration.recommended(for: mnist)
    #expect(cnn.network == .cnn && cnn.optimizer == .adam && cnn.learningRate == 0.001)
    #expect(cnn.batchSize == 100 && cnn.epochs == 10)
    let image = try cnn.networkSpecification(for: mnist.targets, exampleShape: [1, 28, 28])
    #expect(
      image.parameterShapes.map(\.shape) == [
        [32, 1, 3, 3], [32], [64, 32, 3, 3], [64], [256, 3136], [256], [10, 256], [10],
      ])
  }

  @Test func everyFieldReadsBackWhatItWrites() throws {
    var configuration = SupervisedConfiguration()
    configuration.network = .logistic
    configuration.schedule = .cosine
    configuration.standardize = .channel
    configuration.validationFraction = 0.1
    let text = SupervisedConfiguration.fields.yaml(of: configuration)
    var read = SupervisedConfiguration()
    try SupervisedConfiguration.fields.apply(
      DocumentNode.parse(text, file: "c.yaml").mapping(), to: &read)
    #expect(read == configuration)
  }

  @Test(arguments: [
    ("epochs", "0", "epochs: expected a whole number in 1...1000000, found '0'"),
    ("momentum", "1", "momentum: expected a number from 0, below 1, found '1'"),
    ("labelSmoothing", "-0.1", "labelSmoothing: expected a number from 0, below 1"),
    ("network", "cn", "network: expected one of linear, logistic, mlp, cnn, found 'cn'"),
    ("learningRat", "1", "unknown key 'learningRat'; did you mean 'learningRate'?"),
  ])
  func faultyValuesAreRefused(key: String, text: String, start: String) {
    var configuration = SupervisedConfiguration()
    let found = message {
      try SupervisedConfiguration.fields.set(&configuration, key: key, text: text)
    }
    #expect(found.hasPrefix(start), "\(found)")
    #expect(configuration == SupervisedConfiguration())
  }

  @Test func whatDoesNotFitTheDataSetIsRefused() throws {
    let three = DatasetTargets.classes(["a", "b", "c"])
    func refusal(
      _ targets: DatasetTargets, _ shape: [Int], _ change: (inout SupervisedConfiguration) -> Void
    ) -> String {
      var configuration = SupervisedConfiguration()
      change(&configuration)
      return message { try configuration.validate(for: targets, exampleShape: shape) }
    }
    #expect(refusal(three, [4]) { $0.network = .logistic }.contains("this data set has 3 classes"))
    #expect(
      refusal(.numbers("n"), [4]) { $0.network = .logistic }.contains("this data set has a number"))
    #expect(refusal(three, [4]) { $0.network = .cnn }.contains("this data set has [4]"))
    #expect(refusal(three, [4]) { $0.standardize = .channel }.contains("is for images"))
    #expect(refusal(.numbers("n"), [4]) { $0.labelSmoothing = 0.1 }.contains("needs classes"))
    #expect(
      refusal(three, [4]) { $0.momentum = 0.9 }.contains("is for sgd, momentum, nesterov and"))
    #expect(refusal(three, [4]) { _ in } == "no error")
    #expect(
      message {
        _ = try SupervisedConfiguration.recommended(
          for: DatasetRegistry.definition("iris"), network: "lineal")
      }.hasPrefix("unknown network 'lineal'; did you mean 'linear'?"))
  }
}

/// The message of the error that an action throws, or "no error".
func message(_ action: () throws -> Void) -> String {
  do {
    try action()
    return "no error"
  } catch {
    return "\(error)"
  }
}

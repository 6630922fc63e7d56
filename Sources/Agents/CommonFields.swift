import Documents
import NeuralNetworks
import TensorCore

/// Fields that several agents have, with the same key, range and summary.
extension AgentConfiguration {
  /// The path of a value in the configuration, as a field takes it.
  typealias Path<Value> = WritableKeyPath<Self, Value> & Sendable

  /// What decides the layers up to the last.
  static func layerFields(
    network: Path<NetworkKind>, hiddenSizes: Path<[Int]>, activation: Path<Activation>,
    layerNorm: Path<Bool>
  ) -> [Field<Self>] {
    [
      Field(
        "network", network,
        "what observations are seen with; auto, mlp, codes, minatar, nature or impala"),
      Field(
        "hiddenSizes", hiddenSizes, "widths of the hidden layers, such as [64, 64]; each >= 1",
        check: FieldCheck.widths),
      Field("activation", activation, "after each hidden layer; none, relu, tanh or sigmoid"),
      Field("layerNorm", layerNorm, "a normalization before each activation; true or false"),
    ]
  }

  /// γ, where 1 is possible.
  static func discountField(_ path: Path<Float>) -> Field<Self> {
    Field(
      "discount", path, "worth of a reward one step later; 0...1", check: FieldCheck.within(0...1))
  }

  /// The rule by which gradients change the network.
  static func optimizerField(_ path: Path<OptimizerKind>) -> Field<Self> {
    Field(
      "optimizer", path, "sgd, momentum, nesterov, rmsprop, adam, adamw, radam, lion or lamb")
  }

  /// The optimizer's rate and how it falls, and the bound of the gradient.
  static func descentFields(
    learningRate: Path<Float>, learningRateEnd: Path<Float>, gradientClip: Path<Float>
  ) -> [Field<Self>] {
    [
      Field(
        "learningRate", learningRate, "rate of the optimizer at the start; > 0",
        check: FieldCheck.positive),
      learningRateEndField(learningRateEnd),
      Field(
        "gradientClip", gradientClip, "largest norm of the gradient; 0 leaves it as it is",
        check: FieldCheck.notNegative),
    ]
  }

  /// How far a rate falls.
  static func learningRateEndField(_ path: Path<Float>) -> Field<Self> {
    Field(
      "learningRateEnd", path,
      "rate at the last step as a part of learningRate, reached linearly; 0...1, 1 is constant",
      check: FieldCheck.within(0...1))
  }

  /// Where ε begins and ends.
  static func epsilonFields(start: Path<Float>, end: Path<Float>) -> [Field<Self>] {
    [
      Field(
        "epsilonStart", start, "epsilon at the first step; 0...1", check: FieldCheck.within(0...1)),
      Field("epsilonEnd", end, "epsilon at the end; 0...1", check: FieldCheck.within(0...1)),
    ]
  }

  /// Where ε begins and ends, and how long it falls.
  static func epsilonFields(
    start: Path<Float>, end: Path<Float>, steps: Path<Int>
  ) -> [Field<Self>] {
    epsilonFields(start: start, end: end) + [
      Field(
        "epsilonSteps", steps, "environment steps over which epsilon falls; >= 0",
        check: FieldCheck.atLeast(0))
    ]
  }
}

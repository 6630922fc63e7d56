import Datasets
import Documents
import NeuralNetworks

/// Everything that decides how a ``FewShotTraining`` learns, apart from the data set and the seed.
///
/// The defaults are those of the prototypical network's paper for Omniglot; ``init(method:)`` gives
/// those of each method.
public struct FewShotConfiguration: Sendable, Hashable {
  /// How queries are named.
  public enum Method: String, CaseIterable, Sendable, Hashable {
    /// ``PrototypicalNetwork``.
    case prototypical
    /// ``MatchingNetwork``.
    case matching
    /// ``FineTuningBaseline``.
    case baseline
    /// ``NearestNeighbour``.
    case nearestNeighbour = "nearest-neighbour"
    /// ``MAML``, through the inner steps.
    case maml
    /// ``MAML``, first order: the inner gradients are constants.
    case fomaml
    /// ``MAML`` whose inner steps change the head alone.
    case anil
    /// ``Reptile``.
    case reptile

    /// Whether the network has a head of as many logits as there are ways, which adapts to each task by
    /// gradients.
    public var adaptsByGradients: Bool {
      switch self {
      case .maml, .fomaml, .anil, .reptile: true
      case .prototypical, .matching, .baseline, .nearestNeighbour: false
      }
    }
  }

  /// How the learning rate falls.
  public enum Decay: String, CaseIterable, Sendable, Hashable {
    /// Not at all.
    case constant
    /// By half each `halvingInterval` updates.
    case halving
    /// In a straight line to 0.
    case linear
    /// Along half a cosine to 0.
    case cosine
  }

  /// How queries are named.
  public var method = Method.prototypical
  /// Output channels of the network's convolutions.
  public var channels = [64, 64, 64, 64]

  /// Classes of a training episode; ≥ 2.
  public var ways = 60
  /// Labelled examples of each class; ≥ 1.
  public var shots = 1
  /// Queries of each class; ≥ 1.
  public var queries = 5

  /// Updates of the whole training; ≥ 1.
  public var updates = 10_000
  /// Episodes of an update; ≥ 1.
  public var episodesPerUpdate = 1
  /// The rate of Adam at the start; > 0.
  public var learningRate: Float = 1e-3
  /// How the rate falls.
  public var schedule = Decay.halving
  /// Updates from one halving of the rate to the next; ≥ 1.
  public var halvingInterval = 2_000

  /// Whether queries are normalized together in evaluation, where the method can.
  public var transductive = false
  /// Steps of the baseline's new layer on the labelled examples; ≥ 0.
  public var fineTuningSteps = 100
  /// The learning rate of these steps; > 0.
  public var fineTuningRate: Float = 0.01

  /// How images become smaller in the networks of `maml`, `fomaml`, `anil` and `reptile`.
  public var downsampling = NetworkSpecification.Downsampling.stride
  /// The rule of the inner steps of `reptile`; the others take plain gradient descent.
  public var innerOptimizer = ReptileSettings.InnerOptimizer.sgd
  /// The rate of the inner steps; > 0.
  public var innerRate: Float = 0.4
  /// Inner steps in training; ≥ 1.
  public var innerSteps = 1
  /// Inner steps in evaluation; ≥ 1.
  public var evaluationSteps = 3
  /// Labelled examples of an inner step of `reptile` in training, at most all there are; ≥ 2.
  public var innerBatch = 10
  /// The same in evaluation.
  public var evaluationBatch = 5

  /// Whether the validation's classes are learned too; nothing chooses a network then, the last stands.
  public var trainOnValidation = false
  /// Updates from one validation to the next; ≥ 1.
  public var validationInterval = 500
  /// Episodes of a validation; ≥ 1.
  public var validationEpisodes = 200
  /// Classes of a validation episode; ≥ 2.
  public var validationWays = 5
  /// Labelled examples of each class; ≥ 1.
  public var validationShots = 1
  /// Queries of each class; ≥ 1.
  public var validationQueries = 5
  /// Updates from one progress report (a row of metrics) to the next; ≥ 1.
  public var reportInterval = 20

  /// The defaults of a method.
  ///
  /// - Parameter method: How queries are named.
  public init(method: Method = .prototypical) {
    self.method = method
    if method == .matching { ways = 20 }
    guard method.adaptsByGradients else { return }
    (ways, queries, transductive) = (5, 1, true)
    (updates, episodesPerUpdate, schedule) = (60_000, 32, .constant)
    guard method == .reptile else { return }
    (shots, episodesPerUpdate, learningRate, schedule) = (10, 5, 1, .linear)
    (innerSteps, evaluationSteps) = (5, 10)
  }

  /// The shape of a training episode.
  public var trainingShape: EpisodeShape {
    EpisodeShape(ways: ways, shots: shots, queries: queries)
  }
  /// The shape of a validation episode.
  public var validationShape: EpisodeShape {
    EpisodeShape(ways: validationWays, shots: validationShots, queries: validationQueries)
  }
}

// MARK: - Fields by name

extension FewShotConfiguration {
  /// Every field by its key, in the order in which a configuration is written.
  public static let fields = FieldTable<FewShotConfiguration>([
    Field("method", \.method, Method.allCases.map(\.rawValue).joined(separator: ", ")),
    Field(
      "channels", \.channels, "output channels of the convolutions; each >= 1",
      check: {
        (1...8).contains($0.count) && $0.allSatisfy { (1...65_536).contains($0) }
          ? nil : "1 to 8 numbers in 1...65536"
      }),
    Field("ways", \.ways, "classes of a training episode; 2...10000", check: within(2...10_000)),
    Field("shots", \.shots, "labelled examples of each class; 1...1000", check: within(1...1000)),
    Field("queries", \.queries, "queries of each class; 1...1000", check: within(1...1000)),
    Field(
      "updates", \.updates, "updates of the training; >= 1", check: within(1...1_000_000_000)),
    Field(
      "episodesPerUpdate", \.episodesPerUpdate, "episodes of an update; 1...10000",
      check: within(1...10_000)),
    Field(
      "learningRate", \.learningRate, "rate of the optimizer at the start; > 0", check: positive),
    Field(
      "schedule", \.schedule, "how the rate falls: constant, halving, linear or cosine"),
    Field(
      "halvingInterval", \.halvingInterval, "updates from one halving of the rate to the next",
      check: within(1...1_000_000_000)),
    Field(
      "transductive", \.transductive,
      "whether queries are normalized together in evaluation; true or false"),
    Field(
      "fineTuningSteps", \.fineTuningSteps, "steps of baseline on the labelled examples; >= 0",
      check: within(0...1_000_000)),
    Field(
      "fineTuningRate", \.fineTuningRate, "learning rate of these steps; > 0", check: positive),
    Field(
      "downsampling", \.downsampling,
      "how images become smaller in maml, fomaml, anil and reptile: stride or pool"),
    Field("innerOptimizer", \.innerOptimizer, "rule of the inner steps of reptile: sgd or adam"),
    Field(
      "innerRate", \.innerRate, "rate of the inner steps of maml, fomaml, anil, reptile; > 0",
      check: positive),
    Field(
      "innerSteps", \.innerSteps, "inner steps in training; 1...10000", check: within(1...10_000)),
    Field(
      "evaluationSteps", \.evaluationSteps, "inner steps in evaluation; 1...10000",
      check: within(1...10_000)),
    Field(
      "innerBatch", \.innerBatch, "labelled examples of an inner step of reptile; 2...10000",
      check: within(2...10_000)),
    Field(
      "evaluationBatch", \.evaluationBatch, "the same in evaluation; 2...10000",
      check: within(2...10_000)),
    Field(
      "trainOnValidation", \.trainOnValidation,
      "whether the validation's classes are learned too, and the last network stands; true or false"
    ),
    Field(
      "validationInterval", \.validationInterval, "updates from one validation to the next",
      check: within(1...1_000_000_000)),
    Field(
      "validationEpisodes", \.validationEpisodes, "episodes of a validation; 1...1000000",
      check: within(1...1_000_000)),
    Field(
      "validationWays", \.validationWays, "classes of a validation episode; 2...10000",
      check: within(2...10_000)),
    Field(
      "validationShots", \.validationShots, "labelled examples of each class; 1...1000",
      check: within(1...1000)),
    Field(
      "validationQueries", \.validationQueries, "queries of each class; 1...1000",
      check: within(1...1000)),
    Field(
      "reportInterval", \.reportInterval,
      "updates from one progress report to the next; >= 1", check: within(1...1_000_000_000)),
  ])

  private static func within(_ range: ClosedRange<Int>) -> @Sendable (Int) -> String? {
    { range.contains($0) ? nil : "a whole number in \(range)" }
  }

  private static func positive(_ value: Float) -> String? {
    value > 0 && value.isFinite ? nil : "a number > 0"
  }
}

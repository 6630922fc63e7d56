import Determinism
import NeuralNetworks
import TensorCore

/// A classifier of all training classes, whose features a new last layer learns to use for each task:
/// the baseline that few-shot methods have to beat.
///
/// Training takes the images of an episode for a batch of ordinary supervised learning. In evaluation
/// the body is frozen, and a linear layer that begins with zeros learns the labelled examples, all of
/// them at every step.
///
/// - Source: Chen, Liu, Kira, Wang & Huang 2019, <https://arxiv.org/abs/1904.04232>, "Baseline".
/// - Differences: (1) The new layer begins with zeros and sees all labelled examples at each step, so it
///   draws nothing: the problem is convex. (2) Training batches are drawn class by class.
public struct FineTuningBaseline: FewShotMethod {
  /// Body and classifier of all training classes, its last layer.
  public let network: Sequential
  /// Steps of the new layer on the labelled examples.
  public let steps: Int
  /// The learning rate of these steps.
  public let rate: Float
  private let body: Sequential

  /// A method over a network.
  ///
  /// - Parameters:
  ///   - network: Its last layer gives one logit for each class of the training pool.
  ///   - steps: Steps of the new layer on the labelled examples, at least 0.
  ///   - rate: Their learning rate, with a momentum of 0.9.
  public init(network: Sequential, steps: Int = 100, rate: Float = 0.01) {
    self.network = network
    self.steps = steps
    self.rate = rate
    body = network.part(0..<(network.layers.count - 1))
  }

  /// The network's parameters.
  public var parameters: [Parameter] { network.parameters }
  /// The network's parameters and the running statistics of its batch normalizations.
  public var state: [Parameter] { network.state }
  /// False: running statistics.
  public var isTransductive: Bool { false }

  /// The cross-entropy of all of the episode's images among all training classes.
  public func loss(of episode: Episode) -> (loss: Tensor, accuracy: Double) {
    precondition(
      episode.members.count == episode.shape.ways,
      "expected an episode of a pool, got one without members")
    var random = episode.random.stream("training")
    let logits = withTrainingMode(using: &random) {
      network(Tensor.concatenated([episode.support, episode.query]))
    }
    let labels = (episode.supportLabels + episode.queryLabels).map {
      Int32(episode.members[Int($0)])
    }
    let right = zip(logits.argmax(axis: 1), labels).filter { $0 == $1 }.count
    return (
      crossEntropy(logits: logits, labels: labels), Double(right) / Double(labels.count)
    )
  }

  /// The logits of a linear layer that has learned the labelled examples.
  public func logits(of episode: Episode) -> Tensor {
    let (support, query) = withoutGradients {
      withEvaluationMode { (body(episode.support), body(episode.query)) }
    }
    let weight = Parameter(.zeros([episode.shape.ways, support.shape[1]]), name: "weight")
    let bias = Parameter(.zeros([episode.shape.ways]), name: "bias")
    var optimizer = SGD(learningRate: rate, momentum: 0.9)
    let labels = episode.supportLabels
    for _ in 0..<steps {
      (weight.gradient, bias.gradient) = (nil, nil)
      let logits = support.matmul(weight.tensor, transposeOther: true) + bias.tensor
      crossEntropy(logits: logits, labels: labels).backward()
      optimizer.step([weight, bias])
    }
    return withoutGradients { query.matmul(weight.value, transposeOther: true) + bias.value }
  }
}

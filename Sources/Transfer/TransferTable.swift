import Documents
import TensorCore

/// What becomes of every tensor of a network under a plan: where it comes from, and how it learns.
public struct TransferTable: Sendable, Hashable {
  /// Where a tensor's first values come from.
  public enum Origin: Sendable, Hashable {
    /// From the source as they are.
    case loaded
    /// From the source, fitted: how.
    case adapted(String)
    /// From the target's own random stream: why.
    case reinitialized(String)
  }

  /// How a tensor learns.
  public enum Learning: Sendable, Hashable {
    /// Not before a step; nil for never.
    case frozen(until: Int?)
    /// From the first step, at a factor of the learning rate.
    case trained(factor: Float)
    /// Through low-rank factors, at a factor of the learning rate.
    case lowRank(rank: Int, factor: Float)
    /// Not by gradients: a statistic that follows the batches from a step on; nil where it is held.
    case statistic(from: Int?)
  }

  /// One tensor.
  public struct Row: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Its sizes.
    public let shape: [Int]
    /// Where its values come from.
    public let origin: Origin
    /// How it learns.
    public let learning: Learning
    /// The scalars of it that are ever trained.
    public let trainable: Int

    /// How many scalars it has.
    public var count: Int { shape.reduce(1, *) }
    /// Whether anything of it learns from the first step.
    public var learnsAtOnce: Bool {
      if case .frozen = learning { false } else { trainable > 0 }
    }
    /// Whether it is a parameter, and no statistic of a batch normalization.
    public var isParameter: Bool {
      if case .statistic = learning { false } else { true }
    }
  }

  /// The parameters in the network's order, then its buffers.
  public let rows: [Row]
  /// Tensors of the source that nothing asked for, and why.
  public let ignored: [WeightTransfer.Difference]

  /// The table of a transfer.
  ///
  /// - Parameters:
  ///   - transfer: What was carried over.
  ///   - plan: What learns when.
  public init(_ transfer: WeightTransfer, _ plan: LearningPlan) {
    let adapted = transfer.adapted
    let begun = transfer.reinitialized
    func origin(of name: String) -> Origin {
      if let why = begun.first(where: { $0.name == name }) { return .reinitialized(why.reason) }
      if let how = adapted.first(where: { $0.name == name }) { return .adapted(how.reason) }
      return .loaded
    }
    let parameters = plan.entries.map { entry in
      let shape = entry.parameter.shape
      var learning = Learning.frozen(until: entry.start)
      var trainable = entry.start == nil ? 0 : shape.count
      if let rank = entry.rank {
        learning = .lowRank(rank: rank, factor: entry.factor)
        trainable = rank * (shape[0] + shape.count / max(1, shape[0]))
      } else if entry.start == 0 {
        learning = .trained(factor: entry.factor)
      }
      return Row(
        name: entry.parameter.name, shape: shape.dimensions,
        origin: origin(of: entry.parameter.name), learning: learning, trainable: trainable)
    }
    rows =
      parameters
      + plan.buffers.map { entry in
        Row(
          name: entry.buffer.name, shape: entry.buffer.shape.dimensions,
          origin: origin(of: entry.buffer.name),
          learning: entry.isStatistic ? .statistic(from: entry.start) : .frozen(until: nil),
          trainable: 0)
      }
    ignored = transfer.ignored
  }

  /// Scalars of the network's parameters.
  public var count: Int { rows.reduce(0) { $0 + ($1.isParameter ? $1.count : 0) } }
  /// Scalars that learn from the first step.
  public var trainableAtOnce: Int {
    rows.reduce(0) { $0 + ($1.learnsAtOnce ? $1.trainable : 0) }
  }
  /// Scalars that learn at some step.
  public var trainable: Int { rows.reduce(0) { $0 + $1.trainable } }
}

extension TransferTable.Origin: CustomStringConvertible {
  /// The first word, and what there is to say.
  public var description: String {
    switch self {
    case .loaded: "loaded"
    case .adapted(let how): "adapted: \(how)"
    case .reinitialized(let why): "reinitialized: \(why)"
    }
  }

  /// The first word alone: "loaded", "adapted" or "reinitialized".
  public var word: String { String(description.prefix { $0 != ":" }) }

  /// How, or why; nil for what was loaded as it is.
  public var note: String? {
    switch self {
    case .loaded: nil
    case .adapted(let note), .reinitialized(let note): note
    }
  }
}

extension TransferTable.Learning: CustomStringConvertible {
  /// "frozen", "frozen until 20000", "trained", "trained at 0.5 of the rate", "follows the batches".
  public var description: String {
    switch self {
    case .frozen(nil): "frozen"
    case .frozen(let step?): "frozen until \(step)"
    case .trained(1): "trained"
    case .trained(let factor): "trained at \(factor) of the rate"
    case .statistic(nil): "held"
    case .statistic(0): "follows the batches"
    case .statistic(let step?): "held until \(step)"
    case .lowRank(let rank, 1): "LoRA of rank \(rank)"
    case .lowRank(let rank, let factor): "LoRA of rank \(rank), at \(factor) of the rate"
    }
  }
}

import Documents
import NeuralNetworks
import TensorCore

/// What of a network learns at which step, and how fast.
///
/// Everything follows from the rules and the step: nothing of it needs to be kept in a checkpoint.
public struct LearningPlan {
  /// One parameter's part of the plan.
  public struct Entry {
    /// The parameter.
    public let parameter: Parameter
    /// The step from which it learns; nil for never.
    public let start: Int?
    /// What its learning rate is multiplied by.
    public let factor: Float
    /// The rank of the factors that learn in its place; nil where it learns itself.
    public let rank: Int?
  }

  /// A buffer's part of the plan.
  public struct BufferEntry {
    /// The buffer.
    public let buffer: Parameter
    /// The step from which a statistic follows the batches; nil for never, and for what is no
    /// statistic.
    public let start: Int?
    /// Whether it is a running statistic of a batch normalization.
    public let isStatistic: Bool
  }

  /// The parameters in the network's order.
  public let entries: [Entry]
  /// The buffers in the network's order.
  public let buffers: [BufferEntry]

  /// Resolves the rules for a network.
  ///
  /// - Parameters:
  ///   - rules: What is frozen and when it thaws, and the factors.
  ///   - parameters: The network's parameters; they are not changed.
  ///   - buffers: The network's buffers.
  /// - Throws: `InputError` where a pattern matches nothing, or where nothing would learn at the start.
  public init(
    _ rules: TransferRules, for parameters: [Parameter], buffers: [Parameter] = []
  ) throws {
    try rules.validate()
    let names = parameters.map(\.name)
    var frozen = Set<String>()
    for pattern in rules.freeze { frozen.formUnion(try NamePattern(pattern).matching(in: names)) }
    var factors: [String: Float] = [:]
    for text in rules.learningRateFactors {
      let (pattern, factor) = try TransferRules.factor(text)
      for name in try NamePattern(pattern).matching(in: names) { factors[name] = factor }
    }
    let adapted = try Self.adapted(rules, parameters, frozen: frozen)
    let layers = ParameterLayers(names)
    let entries = parameters.map { parameter in
      let depth = layers.depth(of: parameter.name)
      var factor = factors[parameter.name] ?? 1
      for _ in 0..<depth { factor *= rules.layerDecay }
      var start: Int? = depth * rules.unfreezeEvery
      if frozen.contains(parameter.name) { start = rules.thawAfter > 0 ? rules.thawAfter : nil }
      let rank = adapted.contains(parameter.name) ? rules.loraRank : nil
      if !rules.lora.isEmpty, rank == nil, depth > 0 { start = nil }
      return Entry(parameter: parameter, start: start, factor: factor, rank: rank)
    }
    self.entries = entries
    self.buffers = buffers.map { buffer in
      let isStatistic = BufferName.isStatistic(buffer.name)
      return BufferEntry(
        buffer: buffer, start: isStatistic ? Self.start(of: buffer, entries, rules) : nil,
        isStatistic: isStatistic)
    }
    guard entries.contains(where: { $0.start == 0 }) || entries.isEmpty else {
      throw InputError(
        "the patterns to freeze match every parameter: nothing would learn",
        remedy: "leave at least the last layer free: \(names.suffix(2).joined(separator: ", "))")
    }
  }

  /// The step from which a statistic follows the batches: the one at which its layer begins to learn.
  private static func start(
    of buffer: Parameter, _ entries: [Entry], _ rules: TransferRules
  ) -> Int? {
    switch rules.batchNorm {
    case .freeze: return nil
    case .reset: return 0
    case .train, .estimate:
      let layer = BufferName.prefix(of: buffer.name)
      return entries.filter { BufferName.prefix(of: $0.parameter.name) == layer }
        .compactMap(\.start).min()
    }
  }

  /// The weights that learn through low-rank factors.
  private static func adapted(
    _ rules: TransferRules, _ parameters: [Parameter], frozen: Set<String>
  ) throws -> Set<String> {
    let names = parameters.map(\.name)
    var matching = Set<String>()
    for pattern in rules.lora { matching.formUnion(try NamePattern(pattern).matching(in: names)) }
    var adapted = Set<String>()
    for parameter in parameters where matching.contains(parameter.name) {
      let largest = LowRankAdapter.largestRank(of: parameter.shape)
      // A bias has no rank: it is held.
      guard largest > 0 else { continue }
      guard rules.loraRank <= largest else {
        throw InputError(
          "loraRank (\(rules.loraRank)) is above \(largest), the rank of '\(parameter.name)' "
            + "\(parameter.shape)", remedy: "take a smaller loraRank, or narrower patterns for lora"
        )
      }
      guard !frozen.contains(parameter.name) else {
        throw InputError(
          "freeze and lora both name '\(parameter.name)'",
          remedy: "leave it out of freeze: lora holds the weight anyway, and its factors learn")
      }
      adapted.insert(parameter.name)
    }
    guard !adapted.isEmpty || rules.lora.isEmpty else {
      throw InputError(
        "the patterns of lora match no weight of two axes or more",
        remedy: "for example --lora 'body.*'")
    }
    return adapted
  }

  /// Sets what is trainable and how fast at a step.
  public func apply(at step: Int) {
    for entry in entries {
      entry.parameter.isTrainable = entry.start.map { $0 <= step } ?? false
      entry.parameter.learningRateFactor = entry.factor
    }
    // A statistic of factor 0 stands still, and its layer normalizes by it.
    for entry in buffers {
      entry.buffer.learningRateFactor = entry.start.map { $0 <= step } ?? false ? 1 : 0
    }
  }

  /// The first step behind `step` at which something begins to learn; nil where nothing does any more.
  public func nextChange(after step: Int) -> Int? {
    entries.compactMap(\.start).filter { $0 > step }.min()
  }
}

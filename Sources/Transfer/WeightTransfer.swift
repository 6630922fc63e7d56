import Documents
import NeuralNetworks
import TensorCore

/// Carries weights from one network to another, by name and shape.
///
/// A parameter whose name and shape are found in the source takes its values; one of another shape is
/// fitted as ``TransferRules`` say, by default not at all; every other one keeps those it has, which
/// are its first random ones.
public struct WeightTransfer: Sendable, Hashable {
  /// Parameters that took the source's values as they are.
  public var loaded: [String] = []
  /// Parameters that took some of the source's values, and how.
  public var adapted: [Difference] = []
  /// Parameters that kept their own values, and why.
  public var reinitialized: [Difference] = []
  /// Tensors of the source that nothing asked for, and why.
  public var ignored: [Difference] = []

  /// A name that was not carried over as it is.
  public struct Difference: Sendable, Hashable {
    /// The parameter's name.
    public var name: String
    /// Why: "not in the source", "[2, 64] here, [3, 64] in the source".
    public var reason: String

    /// A name and a reason.
    public init(name: String, reason: String) {
      self.name = name
      self.reason = reason
    }
  }

  /// A report of nothing.
  public init() {}

  /// Copies what fits from `source` into `target`.
  ///
  /// - Parameters:
  ///   - source: Parameters with the values to take; they are only read.
  ///   - target: Parameters of the network to fill; those that fit are changed.
  ///   - buffers: Its buffers; statistics of batch normalizations are handled as the rules say.
  ///   - rules: What is taken under which name, and how shapes are fitted.
  ///   - outputs: What the outputs are called on both sides, for rows that are matched by name.
  /// - Returns: What was loaded, what was not, and why.
  /// - Throws: `InputError` where nothing fits, tensor by tensor, or a rule matches nothing; `target` is
  ///   then unchanged.
  @discardableResult
  public static func load(
    from source: [Parameter], into target: [Parameter], buffers: [Parameter] = [],
    rules: TransferRules = TransferRules(), outputs: OutputNames = OutputNames()
  ) throws -> WeightTransfer {
    let layers = ParameterLayers(target.map(\.name))
    let target = target + buffers
    let tensors = try SourceTensor.list(source, rules)
    let choice = try Choice(rules, target.map(\.name))
    var report = WeightTransfer()
    var values: [(parameter: Parameter, value: Tensor)] = []
    for parameter in target {
      func begin(_ reason: String) {
        report.reinitialized.append(.init(name: parameter.name, reason: reason))
      }
      guard choice.taken.contains(parameter.name) else {
        begin("not taken")
        continue
      }
      if let (reason, isMeasured) = rules.batchNorm.reasonToLeave(
        parameter.name, examples: rules.batchNormExamples)
      {
        let entry = Difference(name: parameter.name, reason: reason)
        if isMeasured { report.adapted.append(entry) } else { report.reinitialized.append(entry) }
        continue
      }
      guard let origin = tensors.first(where: { $0.name == parameter.name }) else {
        begin("not in the source")
        continue
      }
      try origin.requireSound(for: parameter.name)
      var fit = choice.fits[parameter.name] ?? .reinitialize
      // Only the outputs are called by names; in the layers below equal shapes are taken as they are.
      if fit == .names, layers.depth(of: parameter.name) > 0 { fit = .reinitialize }
      switch fit.fit(origin.value, to: parameter.value, outputs: outputs) {
      case .equal:
        report.loaded.append(parameter.name)
        values.append((parameter, origin.value))
      case .adapted(let value, let how):
        report.adapted.append(.init(name: parameter.name, reason: how))
        values.append((parameter, value))
      case .unfit(let reason):
        begin(reason)
        report.ignored.append(.init(name: origin.original, reason: "does not fit: \(reason)"))
      }
    }
    for origin in tensors where !target.contains(where: { $0.name == origin.name }) {
      report.ignored.append(.init(name: origin.original, reason: "no parameter of this name"))
    }
    guard !values.isEmpty else { throw report.refusal(tensors, target) }
    try rules.batchNorm.require(buffers.map(\.name), in: report)
    try report.requireColumn(buffers.map(\.name))
    for entry in values { entry.parameter.value = entry.value }
    return report
  }

  /// The error of a source of which nothing fits: every tensor of both sides, and what is amiss.
  private func refusal(_ tensors: [SourceTensor], _ target: [Parameter]) -> InputError {
    let most = 40
    var lines = target.map { parameter in
      let reason = reinitialized.first { $0.name == parameter.name }?.reason ?? ""
      return "\(parameter.name) \(parameter.value.shape): \(reason)"
    }
    if lines.count > most { lines = lines.prefix(most) + ["… \(lines.count - most) more"] }
    var labels = tensors.map { shown($0.label) }
    if labels.count > most { labels = labels.prefix(most) + ["… \(labels.count - most) more"] }
    return InputError(
      "nothing of the source fits:\n    " + lines.joined(separator: "\n    ")
        + "\n  the source has: " + labels.joined(separator: ", "),
      remedy: "names and shapes must be equal: map names with --map 'SOURCE=TARGET', fit shapes "
        + "with --fit 'PATTERN=overlap', or set the layers of the source with --set")
  }

  /// Refuses a frozen column that would hold anything but what was learned.
  private func requireColumn(_ buffers: [String]) throws {
    let missing = buffers.first { !BufferName.isStatistic($0) && !loaded.contains($0) }
    guard let missing else { return }
    let reason = reinitialized.first { $0.name == missing }?.reason ?? "fitted"
    throw InputError(
      "the frozen column needs all hidden layers of the source, but '\(missing)' is not: \(reason)",
      remedy: "take all of it, with the hidden layers of the source")
  }

  /// Which parameters take values, and how they are fitted.
  private struct Choice {
    var taken = Set<String>()
    var fits: [String: TensorFit] = [:]

    init(_ rules: TransferRules, _ names: [String]) throws {
      for pattern in rules.take { taken.formUnion(try NamePattern(pattern).matching(in: names)) }
      for pattern in rules.skip { taken.subtract(try NamePattern(pattern).matching(in: names)) }
      for text in rules.fit {
        let (pattern, fit) = try TransferRules.fit(text)
        for name in try NamePattern(pattern).matching(in: names) { fits[name] = fit }
      }
    }
  }
}

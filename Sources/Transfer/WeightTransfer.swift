import Documents
import NeuralNetworks
import TensorCore

/// Carries weights from one network to another, by name and shape.
///
/// A parameter whose name and shape are found in the source takes its values; every other one keeps
/// those it has, which are its first random ones. Nothing is cut or stretched to fit.
public struct WeightTransfer: Sendable, Hashable {
  /// Parameters that took the source's values.
  public var loaded: [String] = []
  /// Parameters that kept their own values, and why.
  public var reinitialized: [Difference] = []
  /// Tensors of the source that nothing asked for, and why.
  public var ignored: [Difference] = []

  /// A name that was not carried over.
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
  /// - Returns: What was loaded, what was not, and why.
  /// - Throws: `InputError` where nothing fits, with both lists of names; `target` is then unchanged.
  public static func load(
    from source: [Parameter], into target: [Parameter]
  ) throws -> WeightTransfer {
    var report = WeightTransfer()
    var fitting: [(target: Parameter, source: Parameter)] = []
    for parameter in target {
      guard let origin = source.first(where: { $0.name == parameter.name }) else {
        report.reinitialized.append(.init(name: parameter.name, reason: "not in the source"))
        continue
      }
      guard origin.value.shape == parameter.value.shape else {
        let reason = "\(parameter.value.shape) here, \(origin.value.shape) in the source"
        report.reinitialized.append(.init(name: parameter.name, reason: reason))
        report.ignored.append(.init(name: origin.name, reason: "another shape: " + reason))
        continue
      }
      report.loaded.append(parameter.name)
      fitting.append((parameter, origin))
    }
    for origin in source where !target.contains(where: { $0.name == origin.name }) {
      report.ignored.append(.init(name: origin.name, reason: "no parameter of this name"))
    }
    guard !fitting.isEmpty else {
      throw InputError(
        "nothing of the source fits: it has \(listing(source))",
        remedy: "the target has \(listing(target)); names and shapes must be equal")
    }
    for pair in fitting { pair.target.value = pair.source.value }
    return report
  }

  private static func listing(_ parameters: [Parameter]) -> String {
    parameters.map { "\($0.name) \($0.value.shape)" }.joined(separator: ", ")
  }
}

import Determinism
import Documents
import NeuralNetworks
import TensorCore

/// What of a plan acts at every step of the optimizer: low-rank factors, and pulls towards the source.
///
/// What they hold is part of a run's checkpoint, as `transfer.…`, so that a resumed run needs the
/// source no more.
public struct TransferAdaptations {
  private let rules: TransferRules
  private let parameters: [Parameter]
  private let adapters: [(parameter: Parameter, adapter: LowRankAdapter)]
  private var pulls: [(parameter: Parameter, pull: ParameterPull)] = []

  /// Has optimizers change low-rank factors in the place of the weights that the plan names.
  ///
  /// - Parameters:
  ///   - rules: Say which rank and α.
  ///   - plan: Says which parameters.
  ///   - random: Its child "lowRank/NAME" gives the factor A of each.
  public init(_ rules: TransferRules, _ plan: LearningPlan, random: RandomStream) {
    self.rules = rules
    parameters = plan.entries.map(\.parameter)
    adapters = plan.entries.compactMap { entry in
      guard let rank = entry.rank else { return nil }
      var stream = random.stream("lowRank/\(entry.parameter.name)")
      let adapter = LowRankAdapter(
        adapting: entry.parameter, rank: rank, alpha: rules.loraAlpha, using: &stream)
      return (entry.parameter, adapter)
    }
  }

  /// Pulls the parameters towards the values that they have now, right after the source's were loaded.
  ///
  /// - Parameters:
  ///   - transfer: What was loaded; the rest is new.
  ///   - importance: The diagonal of the Fisher information of what was loaded, by name.
  public mutating func begin(_ transfer: WeightTransfer, importance: [String: Tensor]) {
    let begun = Set(transfer.reinitialized.map(\.name))
    for parameter in parameters {
      let anchor = begun.contains(parameter.name) ? nil : parameter.value
      pull(parameter, anchor: anchor, importance: importance[parameter.name])
    }
  }

  /// Sets the pulls of one parameter: L2-SP first, then EWC.
  private mutating func pull(_ parameter: Parameter, anchor: Tensor?, importance: Tensor?) {
    var terms: [ParameterPull.Term] = []
    let strength = anchor == nil ? rules.l2spNew : rules.l2sp
    if strength > 0 { terms.append(.init(anchor: anchor, strength: strength)) }
    if rules.ewc > 0, let importance {
      terms.append(.init(anchor: anchor, importance: importance, strength: rules.ewc))
    }
    guard !terms.isEmpty else { return }
    pulls.append((parameter, ParameterPull(terms, on: parameter)))
  }

  // MARK: Checkpoints

  /// Adds everything to a checkpoint.
  public func write(to file: inout SafeTensors) {
    for (parameter, adapter) in adapters {
      file.append("transfer.base.\(parameter.name)", adapter.base)
      file.append("transfer.\(adapter.down.name)", adapter.down.value)
      file.append("transfer.\(adapter.up.name)", adapter.up.value)
    }
    for (parameter, pull) in pulls {
      if let anchor = pull.terms.first?.anchor {
        file.append("transfer.anchor.\(parameter.name)", anchor)
      }
      if let importance = pull.terms.last?.importance {
        file.append("transfer.importance.\(parameter.name)", importance)
      }
    }
  }

  /// Goes on from a checkpoint.
  ///
  /// - Parameter file: What ``write(to:)`` was given.
  /// - Throws: `InputError` that names the entry that is missing or of another shape.
  public mutating func restore(_ file: SafeTensors) throws {
    for (parameter, adapter) in adapters {
      adapter.restore(
        base: try file.tensor("transfer.base.\(parameter.name)", shape: parameter.shape),
        down: try file.tensor("transfer.\(adapter.down.name)", shape: adapter.down.shape),
        up: try file.tensor("transfer.\(adapter.up.name)", shape: adapter.up.shape))
    }
    for parameter in parameters {
      func optional(_ word: String) throws -> Tensor? {
        let name = "transfer.\(word).\(parameter.name)"
        return try file[name].map { _ in try file.tensor(name, shape: parameter.shape) }
      }
      pull(
        parameter, anchor: try optional("anchor"), importance: try optional("importance"))
    }
  }
}

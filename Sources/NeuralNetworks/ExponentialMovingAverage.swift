import Documents
import TensorCore

/// A running average of a module's parameters, which often evaluates better than they do.
///
/// After each update of the module, `a = a + (1 − d) (p − a)`. The average begins as the parameters
/// are. Buffers are not averaged. A value: a copy averages for itself.
///
/// - Source: Polyak and Juditsky 1992; PyTorch `AveragedModel` with `get_ema_multi_avg_fn`.
public struct ExponentialMovingAverage {
  /// The share of the average that stays, in 0 … 1.
  public let decay: Float
  /// Whether early averages forget faster: the decay of update t is min(decay, (1 + t) / (10 + t)).
  public let warmsUp: Bool
  /// The number of calls of `update` so far.
  public private(set) var updates = 0
  private let names: [String]
  private var averages: [Tensor]

  /// Begins with the parameters as they are.
  ///
  /// - Parameters:
  ///   - module: What is averaged.
  ///   - decay: The share of the average that stays, in 0 … 1.
  ///   - warmsUp: Whether early averages forget faster.
  public init(of module: some Module, decay: Float = 0.999, warmsUp: Bool = false) {
    precondition(
      decay >= 0 && decay <= 1, "ExponentialMovingAverage: expected 0 ≤ decay ≤ 1, got \(decay)")
    self.decay = decay
    self.warmsUp = warmsUp
    let parameters = module.parameters
    names = parameters.map(\.name)
    // Shares the elements until the parameter or the average changes.
    averages = parameters.map { $0.value.detached }
  }

  /// Takes the parameters into the average; to be called after each step of the optimizer.
  ///
  /// - Parameter module: The module that the average was begun with, or one of the same parameters.
  public mutating func update(from module: some Module) {
    let parameters = checked(module.parameters)
    updates += 1
    let early = Double(1 + updates) / Double(10 + updates)
    let rate = Float(1 - (warmsUp ? min(Double(decay), early) : Double(decay)))
    for index in parameters.indices {
      averages[index].interpolate(toward: parameters[index].value, rate: rate)
    }
  }

  /// Runs `body` with the averages in the place of the parameters, for evaluation.
  ///
  /// Afterwards the parameters have their own values again, also where `body` throws; what `body`
  /// changed in the parameters is lost.
  ///
  /// - Parameters:
  ///   - module: The module that the average was begun with, or one of the same parameters.
  ///   - body: The evaluation.
  /// - Returns: What `body` returns.
  public func withAverages<R>(in module: some Module, _ body: () throws -> R) rethrows -> R {
    let parameters = checked(module.parameters)
    let own = parameters.map(\.value)
    copy(to: module)
    defer { for (parameter, value) in zip(parameters, own) { parameter.value = value } }
    return try body()
  }

  /// Puts the averages in the place of the parameters, for good.
  ///
  /// - Parameter module: The module that the average was begun with, or one of the same parameters.
  public func copy(to module: some Module) {
    for (parameter, average) in zip(checked(module.parameters), averages) {
      parameter.value = average
    }
  }

  /// The averages, for a checkpoint: `ema.<parameter>`.
  public var state: [(name: String, tensor: Tensor)] {
    zip(names, averages).map { ("ema.\($0)", $1) }
  }

  /// Takes back what `state` gave.
  ///
  /// - Parameters:
  ///   - state: Exactly the tensors of `state`, by name.
  ///   - updates: The value of `updates` at that time.
  /// - Throws: `InputError` for a tensor that is missing, unknown or of another shape; nothing is
  ///   changed then.
  public mutating func restore(state: [String: Tensor], updates: Int) throws {
    guard updates >= 0 else {
      throw InputError("the average's number of updates is \(updates); expected at least 0")
    }
    averages = try namedTensors(
      state, names: names.map { "ema.\($0)" }, shapes: averages.map(\.shape), owner: "average")
    self.updates = updates
  }

  private func checked(_ parameters: [Parameter]) -> [Parameter] {
    precondition(
      parameters.count == names.count,
      "ExponentialMovingAverage: expected \(names.count) parameters, got \(parameters.count)")
    for (index, parameter) in parameters.enumerated() {
      precondition(
        parameter.name == names[index] && parameter.shape == averages[index].shape,
        """
        ExponentialMovingAverage: expected '\(names[index])' of shape \(averages[index].shape), \
        got '\(parameter.name)' of shape \(parameter.shape)
        """)
    }
    return parameters
  }
}

/// Tensors by name, in order, each of which must be there with its shape, and no other.
func namedTensors(
  _ state: [String: Tensor], names: [String], shapes: [Shape], owner: String
) throws -> [Tensor] {
  var tensors: [Tensor] = []
  for (name, shape) in zip(names, shapes) {
    guard let tensor = state[name] else {
      throw InputError("the \(owner)'s state lacks '\(shown(name))'")
    }
    guard tensor.shape == shape else {
      throw InputError(
        "the \(owner)'s '\(shown(name))' has shape \(tensor.shape); expected \(shape)")
    }
    tensors.append(tensor.detached)
  }
  if state.count != names.count {
    let foreign = Set(state.keys).subtracting(names).sorted().first ?? ""
    throw InputError("the state '\(shown(foreign))' does not belong to the \(owner)")
  }
  return tensors
}

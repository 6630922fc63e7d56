import TensorCore

/// Two streams that together value actions: what the state is worth, and what each action adds to
/// it: `Q(s, a) = V(s) + A(s, a) − mean over a′ of A(s, a′)`.
///
/// With n atoms each action has n outputs (the logits of a categorical distribution, or quantiles),
/// and the formula holds for each atom. Parameters are named `value.…` and `advantage.…`.
///
/// - Shapes: input `[B, F]`, output `[B, actions]`, or `[B, actions, atoms]` with atoms.
/// - Source: Wang et al. 2016, <https://arxiv.org/abs/1511.06581>, equation 9; with atoms as in
///   Hessel et al. 2018, <https://arxiv.org/abs/1710.02298>.
public struct Dueling: Module {
  /// From the input to V, `[B, 1]` or `[B, atoms]`.
  public let value: any Module
  /// From the input to A, `[B, actions]` or `[B, actions · atoms]`.
  public let advantage: any Module
  /// The number of actions.
  public let actions: Int
  /// The outputs of an action; nil for one, without an axis of its own.
  public let atoms: Int?
  /// The value's parameters, then the advantage's.
  public let parameters: [Parameter]
  /// The value's buffers, then the advantage's.
  public let buffers: [Parameter]

  /// Makes the layer and names its parameters.
  ///
  /// - Parameters:
  ///   - value: From the input to V.
  ///   - advantage: From the input to A.
  ///   - actions: The number of actions, at least 1.
  ///   - atoms: The outputs of an action; nil for one, without an axis of its own.
  public init(value: any Module, advantage: any Module, actions: Int, atoms: Int? = nil) {
    precondition(
      actions >= 1 && atoms ?? 1 >= 1,
      "Dueling: expected at least one action and one atom, got \(actions) and \(atoms ?? 1)")
    for parameter in value.state { parameter.name = "value.\(parameter.name)" }
    for parameter in advantage.state { parameter.name = "advantage.\(parameter.name)" }
    self.value = value
    self.advantage = advantage
    self.actions = actions
    self.atoms = atoms
    parameters = value.parameters + advantage.parameters
    buffers = value.buffers + advantage.buffers
  }

  /// Values the actions.
  ///
  /// - Parameter input: `[B, F]`.
  /// - Returns: `[B, actions]`, or `[B, actions, atoms]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let (value, advantage) = (value(input), advantage(input))
    let batch = input.shape[0]
    let width = atoms ?? 1
    precondition(
      value.shape == [batch, width] && advantage.shape == [batch, actions * width],
      """
      Dueling: expected a value [\(batch), \(width)] and advantages \
      [\(batch), \(actions * width)], got \(value.shape) and \(advantage.shape)
      """)
    guard let atoms else {
      return value + (advantage - advantage.mean(axis: 1, keepDimension: true))
    }
    let each = advantage.reshaped([batch, actions, atoms])
    let mean = each.mean(axis: 1, keepDimension: true)
    return value.reshaped([batch, 1, atoms]) + (each - mean)
  }
}

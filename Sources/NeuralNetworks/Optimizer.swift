import TensorCore

/// Changes parameters along their gradients, and remembers what it needs for that.
///
/// An optimizer is a value: a copy remembers for itself. What it remembers of a parameter is kept
/// under the parameter's name, so names must differ within one optimizer. A parameter that is frozen
/// (`isTrainable` is false) or has no gradient is passed over: neither its value nor what is
/// remembered of it changes. The learning rate of a parameter is `learningRate` times its
/// `learningRateFactor`. Warm, a step takes no memory.
public protocol Optimizer: Sendable {
  /// The learning rate of the next step, ≥ 0. Set it from a `Schedule`.
  var learningRate: Float { get set }

  /// The number of calls of `step` so far.
  var updates: Int { get }

  /// Changes each parameter along its gradient.
  ///
  /// - Parameter parameters: All with different names. Their order does not matter to the result.
  mutating func step(_ parameters: [Parameter])

  /// What is remembered, for a checkpoint, sorted by name.
  ///
  /// Names are `<optimizer>.<field>.<parameter>`, for instance `adam.m.0.weight`. A field has its
  /// parameter's shape; `<optimizer>.updates.<parameter>` is one number, how often that parameter
  /// was changed.
  var state: [(name: String, tensor: Tensor)] { get }

  /// Takes back what `state` gave, so that the next step has the same bits as without a pause.
  ///
  /// - Parameters:
  ///   - state: Exactly the tensors of `state`, by name.
  ///   - updates: The value of `updates` at that time.
  ///   - parameters: The parameters that the state belongs to, whose shapes it must have.
  /// - Throws: `InputError` for a tensor that is missing, unknown or of another shape; nothing is
  ///   changed then.
  mutating func restore(
    state: [String: Tensor], updates: Int, for parameters: [Parameter]
  ) throws
}

import TensorKernels
import TensorRuntime

/// A tensor that is learned: a leaf of the graph, with a name, a value and a gradient.
///
/// `tensor` is what a layer computes with; `backward()` leaves the gradient in `gradient`; an
/// optimizer changes the value by `update(_:)`.
///
/// - Note: not `Sendable`; a parameter belongs to one thread at a time, for reading too (the first
///   product with a weight packs it).
public final class Parameter {
  /// The name within its network: `0.weight`.
  public var name: String
  /// Whether gradients flow into it; false freezes it.
  public var isTrainable: Bool
  /// What an optimizer multiplies its learning rate by for this parameter; 1 unless transfer
  /// learning sets it.
  public var learningRateFactor: Float = 1
  /// What an optimizer asks at each step of this parameter; nil unless transfer learning sets it.
  public var adaptation: (any ParameterAdaptation)?
  /// The value; replacing it (by one of the same shape) does not touch the gradient.
  public var value: Tensor {
    get { stored }
    set {
      precondition(
        newValue.shape == leaf.shape,
        "parameter \(name): expected a value of shape \(leaf.shape), got \(newValue.shape)")
      stored = newValue.detached
    }
  }
  /// The sum of the gradients since it was last set to nil, or nil where none arrived.
  public var gradient: Tensor? {
    get { leaf.gradient }
    set {
      if let newValue {
        precondition(
          newValue.shape == leaf.shape,
          "parameter \(name): expected a gradient of shape \(leaf.shape), got \(newValue.shape)")
      }
      leaf.gradient = newValue
    }
    _modify { yield &leaf.gradient }
  }

  @exclusivity(unchecked) private var stored: Tensor
  private let leaf: Node

  /// A parameter with this value.
  ///
  /// - Parameters:
  ///   - value: the initial value; its shape is the parameter's for ever.
  ///   - name: the name within its network.
  ///   - isTrainable: whether gradients flow into it.
  public init(_ value: Tensor, name: String = "", isTrainable: Bool = true) {
    self.name = name
    self.isTrainable = isTrainable
    stored = value.detached
    leaf = Node(leaf: value.shape)
  }

  /// The shape of the value and of the gradient.
  public var shape: Shape { leaf.shape }

  /// The value as an input to operations: recorded where the parameter is trainable.
  ///
  /// Inside `Module.withValues(_:_:)` it is the tensor that stands for this parameter.
  public var tensor: Tensor {
    if let standIn { return standIn }
    return Tensor(leaf.shape, stored.storage, node: isTrainable ? leaf : nil)
  }

  /// What `tensor` is instead of the value, of the same shape; nil but inside
  /// `Module.withValues(_:_:)`.
  @exclusivity(unchecked) package var standIn: Tensor?

  /// Calls `body` with the elements and their gradient, to change the elements in place.
  ///
  /// Does nothing where there is no gradient. Takes no memory, unless another tensor or a graph that waits for its backward pass still needs
  /// the old elements: those keep them.
  public func update(
    _ body: (_ value: UnsafeMutableBufferPointer<Float>, _ gradient: UnsafeBufferPointer<Float>) ->
      Void
  ) {
    guard let gradient = leaf.gradient else { return }
    stored.makeUnique()
    body(
      UnsafeMutableBufferPointer(start: stored.base, count: stored.count),
      UnsafeBufferPointer(start: gradient.base, count: gradient.count))
  }

  /// Moves the value towards another: `value += rate (other − value)`.
  ///
  /// Takes the other over where `rate` is 1. In place where nobody else holds the elements.
  ///
  /// - Precondition: the shapes are equal.
  public func update(toward other: Tensor, rate: Float) {
    precondition(
      other.shape == leaf.shape,
      "parameter \(name): expected a value of shape \(leaf.shape), got \(other.shape)")
    stored.makeUnique()
    let base = stored.base
    parallelElements(stored.count) {
      if rate == 1 {
        ck_copy(base + $0.lowerBound, other.base + $0.lowerBound, $0.count)
      } else {
        ck_interpolate(
          base + $0.lowerBound, other.base + $0.lowerBound, rate, $0.count)
      }
    }
  }
}

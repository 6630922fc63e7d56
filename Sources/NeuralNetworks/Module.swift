import TensorCore

/// A function of a tensor with named parameters: a layer, or a network made of layers.
///
/// A module is a value that refers to its parameters, which have identity: copying a module copies
/// no weights, and both copies learn together. Modules are used from one thread at a time.
public protocol Module {
  /// Applies the module.
  ///
  /// - Parameter input: The first axis is the batch.
  /// - Returns: The output, with the same first axis.
  func callAsFunction(_ input: Tensor) -> Tensor

  /// All parameters, in the order of the computation, with the names PyTorch gives them.
  var parameters: [Parameter] { get }

  /// What is kept beside the parameters and not learned by gradients, for instance the running
  /// statistics of a batch normalization; none by default. Named and saved like parameters.
  var buffers: [Parameter] { get }
}

extension Module {
  /// No buffers.
  public var buffers: [Parameter] { [] }

  /// Everything that a checkpoint holds: the parameters, then the buffers.
  public var state: [Parameter] { buffers.isEmpty ? parameters : parameters + buffers }

  /// Forgets the gradients of all parameters.
  public func zeroGradients() {
    for parameter in parameters { parameter.gradient = nil }
  }

  /// The number of scalars in all parameters, frozen ones included.
  public var parameterCount: Int {
    parameters.reduce(0) { $0 + $1.value.count }
  }

  /// The parameter of a name.
  ///
  /// - Parameter name: For instance `0.weight`.
  /// - Returns: The parameter, or nil where no parameter has this name.
  public func parameter(named name: String) -> Parameter? {
    parameters.first { $0.name == name }
  }
}

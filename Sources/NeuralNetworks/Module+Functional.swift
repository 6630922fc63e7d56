import TensorCore

extension Module {
  /// Runs `body` with other tensors in the place of the parameters: the module as a function of its
  /// weights.
  ///
  /// What is computed inside depends on those tensors and on what they were computed from, so
  /// gradients flow through a step of gradient descent (MAML; Finn et al. 2017):
  ///
  /// ```swift
  /// var weights = network.parameters.map(\.tensor)
  /// for _ in 0..<innerSteps {
  ///   let loss = network.withValues(weights) { meanSquaredError(network(x), y) }
  ///   let gradients = loss.gradients(for: weights, creatingGraph: true)
  ///   weights = zip(weights, gradients).map { $0 - rate * $1 }
  /// }
  /// network.withValues(weights) { meanSquaredError(network(newX), newY) }.backward()
  /// ```
  ///
  /// The parameters' values and gradients are not touched, and buffers (running statistics) stay
  /// as they are shared. May be nested: the innermost tensors count, and those outside count again
  /// when `body` has ended, also by an error.
  ///
  /// - Parameters:
  ///   - values: a tensor for each of `parameters`, in their order.
  ///   - body: applies the module.
  /// - Returns: what `body` returns.
  /// - Precondition: as many tensors as parameters, each of its parameter's shape.
  public func withValues<R>(_ values: [Tensor], _ body: () throws -> R) rethrows -> R {
    let parameters = self.parameters
    precondition(
      values.count == parameters.count,
      "withValues: expected \(parameters.count) tensors for the parameters, got \(values.count)")
    for (parameter, value) in zip(parameters, values) {
      precondition(
        value.shape == parameter.shape,
        "withValues: expected shape \(parameter.shape) for \(parameter.name), got \(value.shape)")
    }
    let outer = parameters.map(\.standIn)
    for (parameter, value) in zip(parameters, values) { parameter.standIn = value }
    // In reverse, so that a parameter that is listed twice gets back what it had.
    defer {
      for (parameter, value) in zip(parameters, outer).reversed() { parameter.standIn = value }
    }
    return try body()
  }
}

import NeuralNetworks
import TensorCore

extension TrainingRecord {
  /// One gradient step down a loss: counted, and noted for the next report.
  ///
  /// - Parameters:
  ///   - loss: a scalar that hangs on the parameters.
  ///   - predictions: the predicted values, whose mean is reported.
  ///   - parameters: what is trained; their gradients are those of this loss afterwards.
  ///   - clip: the largest norm of the gradient over all parameters; 0 leaves it as it is.
  ///   - optimizer: its rate is set.
  /// - Throws: ``DivergedTraining``, as the other function.
  mutating func descend(
    _ loss: Tensor, predictions: Tensor, parameters: [Parameter], clip: Float,
    optimizer: inout any Optimizer
  ) throws {
    let lossValue = try descend(loss, parameters: parameters, clip: clip, optimizer: &optimizer)
    unreported.add(loss: lossValue, values: predictions)
  }

  /// One gradient step down a loss: counted; what is reported of it is the caller's to note.
  ///
  /// - Parameters:
  ///   - loss: a scalar that hangs on the parameters.
  ///   - parameters: what is trained; their gradients are those of this loss afterwards.
  ///   - clip: the largest norm of the gradient over all parameters; 0 leaves it as it is.
  ///   - optimizer: its rate is set.
  /// - Returns: the loss.
  /// - Throws: ``DivergedTraining`` where the loss or the gradient is not finite; no parameter has
  ///   been changed then.
  mutating func descend(
    _ loss: Tensor, parameters: [Parameter], clip: Float, optimizer: inout any Optimizer
  ) throws -> Float {
    let lossValue = loss.item
    guard lossValue.isFinite else { throw DivergedTraining(step: step, quantity: "the loss") }
    for parameter in parameters { parameter.gradient = nil }
    loss.backward()
    if clip > 0 {
      let norm = clipGradients(parameters, globalNorm: clip)
      guard norm.isFinite else { throw DivergedTraining(step: step, quantity: "the gradient") }
    }
    optimizer.step(parameters)
    updates += 1
    return lossValue
  }
}

import Documents
import NeuralNetworks
import TensorCore

extension SafeTensors {
  /// Notes which parameters learn, and how fast.
  mutating func append(learningOf parameters: [Parameter]) {
    append("learner.isTrainable", integers: parameters.map { $0.isTrainable ? 1 : 0 })
    append("learner.learningRateFactors", doubles: parameters.map { Double($0.learningRateFactor) })
  }

  /// Has parameters learn as they did when they were noted; their gradients are gone.
  ///
  /// - Throws: `InputError` that names the entry that is missing or out of range.
  func restore(learningOf parameters: [Parameter]) throws {
    let trainable = try integers("learner.isTrainable", count: parameters.count)
    let factors = try doubles("learner.learningRateFactors", count: parameters.count)
    guard trainable.allSatisfy({ $0 == 0 || $0 == 1 }),
      factors.allSatisfy({ $0 >= 0 && Float($0).isFinite })
    else {
      throw InputError(
        "'learner.isTrainable' or 'learner.learningRateFactors' is out of range", file: file)
    }
    for (index, parameter) in parameters.enumerated() {
      parameter.gradient = nil
      parameter.isTrainable = trainable[index] == 1
      parameter.learningRateFactor = Float(factors[index])
    }
  }

  /// Adds an optimizer's moments, `optimizer.…`, and the count of its updates.
  mutating func append(_ optimizer: any Optimizer) {
    for (name, tensor) in optimizer.state { append("optimizer.\(name)", tensor) }
    append("optimizer.updates", integers: [Int64(optimizer.updates)])
  }

  /// Puts an optimizer where it was when it was added.
  ///
  /// - Throws: `InputError` that names the entry that is missing or does not fit.
  func restore(_ optimizer: inout any Optimizer, for parameters: [Parameter]) throws {
    let prefix = "optimizer."
    var state: [String: Tensor] = [:]
    for name in names where name.hasPrefix(prefix) && name != "optimizer.updates" {
      state[String(name.dropFirst(prefix.count))] = try tensor(named: name)
    }
    try optimizer.restore(
      state: state, updates: try integers("optimizer.updates", count: 1)[0], for: parameters)
  }
}

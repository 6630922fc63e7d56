import Documents
import NeuralNetworks
import TensorCore

extension SafeTensors {
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

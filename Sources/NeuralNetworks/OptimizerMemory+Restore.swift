import Documents
import TensorCore

extension OptimizerMemory {
  /// Slots made of what `state` gave, checked against the parameters.
  ///
  /// - Throws: `InputError`, with nothing changed.
  mutating func restore(
    state: [String: Tensor], updates: Int, for parameters: [Parameter]
  ) throws {
    guard updates >= 0 else {
      throw InputError("the optimizer's number of updates is \(updates); expected at least 0")
    }
    var restored: [Slot] = []
    var used = 0
    for parameter in parameters {
      let countName = "\(prefix).updates.\(parameter.name)"
      guard let count = state[countName] else { continue }
      let shape = parameter.value.shape
      var slot = Slot(name: parameter.name, shape: shape)
      slot.updates = try wholeCount(count, name: countName)
      var values = FieldBlock(zeros: fields.count * slot.stride)
      for (index, field) in fields.enumerated() {
        let name = "\(prefix).\(field).\(parameter.name)"
        guard let tensor = state[name] else {
          throw InputError("the optimizer's state lacks '\(name)'")
        }
        guard tensor.shape == shape else {
          throw InputError(
            "the optimizer's '\(name)' has shape \(tensor.shape); expected \(shape)")
        }
        let start = index * slot.stride
        values.withFields { fields in
          tensor.withUnsafeScalars { scalars in
            guard let source = scalars.baseAddress else { return }
            (fields + start).update(from: source, count: scalars.count)
          }
        }
      }
      slot.values = values
      used += fields.count + 1
      restored.append(slot)
    }
    if used != state.count {
      throw foreignName(in: state, known: Set(restored.map(\.name)))
    }
    replace(slots: restored, updates: updates)
  }

  private func wholeCount(_ tensor: Tensor, name: String) throws -> Int {
    let value = tensor.count == 1 ? tensor.scalars[0] : .nan
    guard value >= 1, value <= Float(Self.largestCount), value == value.rounded(.down) else {
      throw InputError(
        "the optimizer's '\(name)' is not one whole number from 1 to \(Self.largestCount)")
    }
    return Int(value)
  }

  private func foreignName(in state: [String: Tensor], known: Set<String>) -> InputError {
    let words = fields + ["updates"]
    let valid = Set(known.flatMap { parameter in words.map { "\(prefix).\($0).\(parameter)" } })
    let foreign = state.keys.filter { !valid.contains($0) }.sorted()
    let name = foreign.first ?? ""
    if !name.hasPrefix("\(prefix).") {
      return InputError(
        "the state '\(shown(name))' does not belong to the optimizer '\(prefix)'",
        remedy: "resume with the optimizer that the run was started with")
    }
    return InputError("the optimizer's '\(shown(name))' belongs to no parameter of the network")
  }
}

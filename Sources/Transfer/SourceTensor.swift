import Documents
import TensorCore

/// A tensor of a source under the name that it has in the target.
struct SourceTensor {
  /// Its name in the target.
  let name: String
  /// Its name in the source.
  let original: String
  /// Its values, with outputs before inputs.
  let value: Tensor

  /// "conv1.weight [32, 1, 3, 3]", with the new name where it has one.
  var label: String {
    name == original ? "\(name) \(value.shape)" : "\(original) as \(name) \(value.shape)"
  }

  /// Refuses values that no network can work with.
  ///
  /// - Parameter parameter: What would take them.
  /// - Throws: `InputError` where one is not finite, or a variance is negative.
  func requireSound(for parameter: String) throws {
    let isVariance = BufferName.isVariance(parameter)
    guard value.isFinite, !isVariance || value.scalars.allSatisfy({ $0 >= 0 }) else {
      throw InputError(
        "tensor '\(shown(original))' of the source holds values that are "
          + (value.isFinite ? "negative, which no variance is" : "not finite"),
        remedy: "begin from a sound file, or leave it out: --skip '\(parameter)'")
    }
  }

  /// The tensors of a source, renamed and turned as the rules say.
  ///
  /// - Throws: `InputError` where a rule matches nothing, or two tensors come to one name.
  static func list(_ source: [Parameter], _ rules: TransferRules) throws -> [SourceTensor] {
    let names = source.map(\.name)
    let mappings = try rules.names.map { text in
      let mapping = try NameMapping(text)
      _ = try mapping.source.matching(in: names)
      // The words for parts, 'body.' and 'head.', are of the target; a source has names alone.
      guard names.contains(where: { mapping.target(of: $0) != nil }) else {
        throw InputError(
          "names: '\(shown(text))' renames nothing; the source has "
            + names.map { shown($0) }.joined(separator: ", "),
          remedy: "write names or parts of names, with '*' for what they share")
      }
      return mapping
    }
    var turned = Set<String>()
    for pattern in rules.transpose {
      turned.formUnion(try NamePattern(pattern).matching(in: names))
    }
    var tensors: [SourceTensor] = []
    var owners: [String: String] = [:]
    for parameter in source {
      let name = mappings.lazy.compactMap { $0.target(of: parameter.name) }.first ?? parameter.name
      if let other = owners[name] {
        throw InputError(
          "two tensors of the source come to the name '\(shown(name))': '\(shown(other))' and "
            + "'\(shown(parameter.name))'", remedy: "map one of them to another name")
      }
      owners[name] = parameter.name
      let value = turned.contains(parameter.name) ? turn(parameter.value) : parameter.value
      tensors.append(.init(name: name, original: parameter.name, value: value))
    }
    return tensors
  }

  /// Inputs before outputs (`[…kernel, in, out]`, as Keras and JAX keep them) as outputs before inputs
  /// (`[out, in, kernel…]`).
  private static func turn(_ tensor: Tensor) -> Tensor {
    let shape = tensor.shape.dimensions
    guard shape.count >= 2 else { return tensor }
    let (inputs, outputs) = (shape[shape.count - 2], shape[shape.count - 1])
    let kernel = Array(shape.dropLast(2))
    let places = kernel.reduce(1, *)
    let values = tensor.scalars
    var result: [Float] = []
    result.reserveCapacity(values.count)
    for output in 0..<outputs {
      for input in 0..<inputs {
        for place in 0..<places {
          result.append(values[(place * inputs + input) * outputs + output])
        }
      }
    }
    return Tensor(result, shape: Shape([outputs, inputs] + kernel))
  }
}

extension TransferRules {
  /// Tensors of a source under the names that they have in the target.
  ///
  /// - Parameter source: Named as the source's own tensors.
  /// - Returns: The values by name.
  /// - Throws: `InputError` where a rule matches nothing, or two tensors come to one name.
  public func renamed(_ source: [Parameter]) throws -> [String: Tensor] {
    var values: [String: Tensor] = [:]
    for tensor in try SourceTensor.list(source, self) { values[tensor.name] = tensor.value }
    return values
  }
}

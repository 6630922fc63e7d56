import Documents
import TensorCore

/// What became of each parameter, and of each tensor, when a module was loaded by name.
public struct LoadReport: Sendable, Hashable {
  /// A parameter whose namesake has another shape.
  public struct Mismatch: Sendable, Hashable {
    /// The name of both.
    public let name: String
    /// The parameter's shape.
    public let expected: [Int]
    /// The tensor's shape.
    public let found: [Int]
  }

  /// Parameters that took a tensor's values, in the module's order.
  public var loaded: [String] = []
  /// Parameters without a tensor of their name; they keep their values.
  public var missing: [String] = []
  /// Parameters whose tensor has another shape; they keep their values.
  public var mismatched: [Mismatch] = []
  /// Tensors that no parameter is named like, sorted.
  public var unexpected: [String] = []

  /// Whether every parameter was loaded and every tensor used.
  public var isExact: Bool { missing.isEmpty && mismatched.isEmpty && unexpected.isEmpty }
}

extension Module {
  /// Compares tensors with the parameters by name, without loading anything.
  ///
  /// - Parameter shapes: The shape of each tensor, by name.
  /// - Returns: What `load` would do.
  public func loadReport(for shapes: [String: [Int]]) -> LoadReport {
    var report = LoadReport()
    var unexpected = shapes
    for parameter in state {
      guard let found = unexpected.removeValue(forKey: parameter.name) else {
        report.missing.append(parameter.name)
        continue
      }
      let expected = parameter.value.shape.dimensions
      if found == expected {
        report.loaded.append(parameter.name)
      } else {
        report.mismatched.append(.init(name: parameter.name, expected: expected, found: found))
      }
    }
    report.unexpected = unexpected.keys.sorted()
    return report
  }

  /// Copies each tensor into the parameter of its name and shape; the other parameters stay.
  ///
  /// - Parameter tensors: Values by parameter name.
  /// - Returns: What was loaded and what was not.
  @discardableResult
  public func load(_ tensors: [String: Tensor]) -> LoadReport {
    let report = loadReport(for: tensors.mapValues { $0.shape.dimensions })
    let loaded = Set(report.loaded)
    for parameter in state where loaded.contains(parameter.name) {
      guard let tensor = tensors[parameter.name] else { continue }
      parameter.update(toward: tensor, rate: 1)
    }
    return report
  }

  /// Copies all tensors into the parameters; names and shapes must agree on both sides.
  ///
  /// - Parameters:
  ///   - tensors: Values by parameter name.
  ///   - file: Where the tensors come from, for the message.
  /// - Throws: `InputError` that names the first disagreement; no parameter is changed then.
  public func loadExactly(_ tensors: [String: Tensor], file: String? = nil) throws {
    let report = loadReport(for: tensors.mapValues { $0.shape.dimensions })
    if let error = report.firstError(file: file) { throw error }
    load(tensors)
  }
}

extension LoadReport {
  /// The first disagreement as an error; nil when the report is exact.
  ///
  /// - Parameter file: Where the tensors come from, for the message.
  /// - Returns: An error that names the tensor and both shapes.
  public func firstError(file: String?) -> InputError? {
    if let mismatch = mismatched.first {
      return InputError(
        "tensor '\(mismatch.name)' has shape \(mismatch.found); the network has \(mismatch.expected)",
        file: file, remedy: "load it into a network of the same specification")
    }
    if let name = missing.first {
      let near = nearestWord(to: name, in: unexpected).map { "; did '\(shown($0))' mean it?" }
      return InputError(
        "tensor '\(name)' of the network is missing\(near ?? "")", file: file,
        remedy: "load it into a network of the same specification")
    }
    if let name = unexpected.first {
      return InputError(
        "tensor '\(shown(name))' belongs to no parameter of the network", file: file,
        remedy: "load it into a network of the same specification")
    }
    return nil
  }
}

import Documents
import TensorCore

/// Stops the parameters that the patterns match from learning.
///
/// - Parameters:
///   - patterns: Patterns of names; see `NamePattern`.
///   - parameters: The network's parameters.
/// - Returns: The names that were frozen, in the network's order.
/// - Throws: `InputError` where a pattern matches nothing, or where nothing would be left to learn;
///   no parameter is changed then.
@discardableResult
public func freeze(_ patterns: [String], of parameters: [Parameter]) throws -> [String] {
  let names = parameters.map(\.name)
  var frozen = Set<String>()
  for pattern in patterns { frozen.formUnion(try NamePattern(pattern).matching(in: names)) }
  guard frozen.count < names.count || names.isEmpty else {
    throw InputError(
      "the patterns to freeze match every parameter: nothing would learn",
      remedy: "leave at least the last layer free: \(names.suffix(2).joined(separator: ", "))")
  }
  for parameter in parameters where frozen.contains(parameter.name) {
    parameter.isTrainable = false
  }
  return names.filter(frozen.contains)
}

/// Sets factors on the learning rate of the parameters that patterns match; a later one wins.
///
/// - Parameters:
///   - factors: Patterns of names and the factor of each, at least 0.
///   - parameters: The network's parameters.
/// - Throws: `InputError` where a pattern matches nothing; no parameter is changed then.
public func setLearningRateFactors(
  _ factors: [(pattern: String, factor: Float)], of parameters: [Parameter]
) throws {
  let names = parameters.map(\.name)
  let matches = try factors.map { Set(try NamePattern($0.pattern).matching(in: names)) }
  for (entry, matching) in zip(factors, matches) {
    for parameter in parameters where matching.contains(parameter.name) {
      parameter.learningRateFactor = entry.factor
    }
  }
}

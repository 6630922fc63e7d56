/// The layers that parameters belong to, by the first word of their names: "0.weight" to "0".
///
/// Depth counts from the output: the last layer that has parameters, the head, has depth 0. So has an
/// input adapter: it is as new as a head, and no layer of what was carried over.
public struct ParameterLayers: Sendable, Hashable {
  /// What stands before an input adapter's parameters.
  private static let inputAdapter = "inputAdapter"

  /// The layers' names, first the one that sees the input.
  public let names: [String]

  /// The layers of a network's parameters.
  ///
  /// - Parameter parameters: The names, in the network's order.
  public init(_ parameters: [String]) {
    var names: [String] = []
    for parameter in parameters {
      let layer = Self.layer(of: parameter)
      if !names.contains(layer) { names.append(layer) }
    }
    self.names = names
  }

  /// The layer of a parameter: what stands before the first dot.
  public static func layer(of parameter: String) -> String {
    String(parameter.prefix { $0 != "." })
  }

  /// The last word of a name: what the layer itself calls the tensor.
  static func word(of parameter: String) -> String {
    String(parameter.split(separator: ".", omittingEmptySubsequences: false).last ?? "")
  }

  /// How many layers with parameters lie between a parameter's and the output.
  ///
  /// - Parameter parameter: One of the names that the layers were made from.
  /// - Returns: 0 for the head.
  public func depth(of parameter: String) -> Int {
    let layer = Self.layer(of: parameter)
    guard layer != Self.inputAdapter else { return 0 }
    return names.count - 1 - (names.lastIndex(of: layer) ?? names.count - 1)
  }
}

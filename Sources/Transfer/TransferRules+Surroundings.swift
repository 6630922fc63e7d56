import Documents

extension TransferRules {
  /// Whether a map before or behind the layers is asked for.
  public var hasAdapters: Bool { fit.contains { (try? Self.fit($0))?.fit == .adapter } }

  /// Whether the rules fit a layer of the source by an adapter.
  ///
  /// - Parameters:
  ///   - layer: The names of its parameters.
  ///   - names: The names of all parameters of the source.
  /// - Returns: Whether one of them is.
  /// - Throws: `InputError` where a pattern matches nothing.
  public func adapts(_ layer: [String], among names: [String]) throws -> Bool {
    var fits: [String: TensorFit] = [:]
    for text in fit {
      let (pattern, fit) = try Self.fit(text)
      guard fit == .adapter || (try? NamePattern(pattern).matching(in: names)) != nil else {
        continue
      }
      for name in try NamePattern(pattern).matching(in: names) { fits[name] = fit }
    }
    return layer.contains { fits[$0] == .adapter }
  }
}

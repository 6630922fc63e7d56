extension Module {
  /// Puts a prefix and a dot before the name of each parameter and buffer, once, as a part is built
  /// into a larger module.
  ///
  /// - Parameter prefix: The part's name within the whole.
  /// - Returns: The module itself.
  @discardableResult
  func named(_ prefix: String) -> Self {
    for parameter in state { parameter.name = "\(prefix).\(parameter.name)" }
    return self
  }
}

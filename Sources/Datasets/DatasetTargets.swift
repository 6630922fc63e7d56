/// What a data set asks for.
public enum DatasetTargets: Sendable, Hashable {
  /// One of several classes, with these names.
  case classes([String])
  /// A number of this name and unit.
  case numbers(String)

  /// The names of the classes; none where a number is asked for.
  public var classNames: [String] {
    guard case .classes(let names) = self else { return [] }
    return names
  }
}

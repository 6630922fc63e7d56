import Environments

/// Ways into a world through its wrappers.
extension Environment {
  /// The world inside all wrappers; itself where it has none.
  var innermost: any Environment {
    (self as? any EnvironmentWrapper)?.world.innermost ?? self
  }

  /// A copy whose world inside all wrappers is in another state.
  ///
  /// - Returns: nil where the state is not of its kind.
  func replacing<Inner>(innermost state: Inner) -> Self? {
    if let wrapper = self as? any EnvironmentWrapper {
      return wrapper.replacingInside(state) as? Self
    }
    guard let state = state as? State else { return nil }
    var copy = self
    copy.state = state
    return copy
  }
}

extension EnvironmentWrapper {
  fileprivate func replacingInside<Inner>(_ state: Inner) -> (any EnvironmentWrapper)? {
    guard let inner = world.replacing(innermost: state) else { return nil }
    var copy = self
    copy.world = inner
    return copy
  }
}

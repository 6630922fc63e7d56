import Environments

/// Ways into a world through its wrappers, and out of it.
extension Environment {
  /// Appends the observation of the present state to some numbers.
  ///
  /// - Parameters:
  ///   - numbers: where it is appended.
  ///   - count: as many as the observation has; asking the space for it costs more than the rest.
  func appendObservation(to numbers: inout [Float], count: Int) {
    withUnsafeTemporaryAllocation(of: ObservationElement.self, capacity: count) { row in
      row.initialize(repeating: 0)
      writeObservation(into: row)
      let raw = UnsafeRawBufferPointer(row)
      if ObservationElement.self == UInt8.self {
        numbers.append(contentsOf: raw.lazy.map { Float($0) })
      } else if ObservationElement.self == Float.self {
        numbers.append(contentsOf: raw.bindMemory(to: Float.self))
      } else {
        for element in row { numbers.append(element.asFloat) }
      }
    }
  }

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

import TensorCore

extension Module {
  /// Moves every parameter towards the one of the same name in another module: `p = p + rate (s − p)`.
  ///
  /// With rate 1 the values are copied, bit by bit. This is how a target network follows the online
  /// one. Frozen parameters move too; gradients stay as they are.
  ///
  /// - Parameters:
  ///   - source: A module with the same names and shapes; its parameters do not change.
  ///   - rate: τ, in 0 … 1.
  /// - Returns: The number of parameters that were moved: all of them.
  /// - Precondition: both modules have the same names and shapes.
  @discardableResult
  public func update(toward source: some Module, rate: Float) -> Int {
    precondition(rate >= 0 && rate <= 1, "update(toward:): expected 0 ≤ rate ≤ 1, got \(rate)")
    let own = state
    let others = source.state
    precondition(
      own.count == others.count,
      "update(toward:): expected \(own.count) parameters in the source, got \(others.count)")
    for position in own.indices {
      let parameter = own[position]
      let other = counterpart(of: parameter, at: position, in: others)
      if other === parameter { continue }
      parameter.update(toward: other.value, rate: rate)
    }
    return own.count
  }

  /// The parameter of the same name: nearly always the one at the same place.
  private func counterpart(
    of parameter: Parameter, at position: Int, in others: [Parameter]
  ) -> Parameter {
    var found = others[position]
    if found.name != parameter.name {
      guard let named = others.first(where: { $0.name == parameter.name }) else {
        preconditionFailure("update(toward:): the source has no parameter '\(parameter.name)'")
      }
      found = named
    }
    precondition(
      found.value.shape == parameter.value.shape,
      """
      update(toward:): expected '\(parameter.name)' of shape \(parameter.value.shape), \
      got \(found.value.shape)
      """)
    return found
  }
}

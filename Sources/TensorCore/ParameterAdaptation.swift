/// What stands between a parameter and the optimizer that changes it: factors that are changed in its
/// place, or a pull towards other values.
///
/// Set as `Parameter.adaptation` before a training; an optimizer asks it at every step. The network
/// itself stays as it is: `Parameter.value` is always the whole weight.
public protocol ParameterAdaptation: AnyObject {
  /// Called before a step where the parameter has a gradient.
  ///
  /// May change the parameter's gradient.
  ///
  /// - Parameter parameter: The one that is adapted.
  func prepareStep(of parameter: Parameter)

  /// What the optimizer changes, with gradients, and remembers moments of.
  ///
  /// - Parameter parameter: The one that is adapted.
  /// - Returns: The parameter itself, or those in its place, with names of their own.
  func steppedParameters(of parameter: Parameter) -> [Parameter]

  /// Called after the step, to bring the parameter's value up to date.
  ///
  /// - Parameter parameter: The one that is adapted.
  func finishStep(of parameter: Parameter)
}

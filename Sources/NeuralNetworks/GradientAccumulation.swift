import Documents
import TensorCore

/// The gradient of a large batch, found in several small ones that each fit the memory.
///
/// After k batches a parameter's gradient is `((g₁ + g₂) + … + gₖ) · (1 / k)`, element by element in
/// Float, whatever happens inside the backward passes; where the losses are means over batches of one
/// size, that is the mean over all.
///
/// ```swift
/// for batch in batches {
///   loss(batch).backward()
///   if accumulation.add(network.parameters) {
///     optimizer.step(network.parameters)
///     network.zeroGradients()
///   }
/// }
/// ```
public struct GradientAccumulation {
  /// The number k of batches that make one step.
  public let count: Int
  /// How many batches of the next step have been added.
  public private(set) var added = 0
  private var sums: [String: Tensor] = [:]

  /// Begins with nothing added.
  ///
  /// - Parameter count: The number of batches that make one step, at least 1.
  public init(of count: Int) {
    precondition(count >= 1, "GradientAccumulation: expected at least 1 batch, got \(count)")
    self.count = count
  }

  /// Takes the gradients of a batch away from the parameters and adds them.
  ///
  /// - Parameter parameters: Those without a gradient are passed over.
  /// - Returns: Whether this was the last batch of a step: then the parameters have the mean as their
  ///   gradient, and the next call begins anew. Otherwise they have none.
  @discardableResult
  public mutating func add(_ parameters: [Parameter]) -> Bool {
    for parameter in parameters {
      guard let gradient = parameter.gradient else { continue }
      parameter.gradient = nil
      // Taken out, so that the sum has one owner and is changed in place.
      if var sum = sums.removeValue(forKey: parameter.name) {
        sum.addInPlace(gradient)
        sums[parameter.name] = sum
      } else {
        sums[parameter.name] = gradient.detached
      }
    }
    added += 1
    if added == count { finish(parameters) }
    return added == 0
  }

  /// Ends a step early, for instance with the last batches of an epoch.
  ///
  /// The parameters get the mean over the batches that were added; nothing where none was.
  ///
  /// - Parameter parameters: Those whose gradients were added.
  /// - Returns: Whether there was anything to end.
  @discardableResult
  public mutating func finish(_ parameters: [Parameter]) -> Bool {
    guard added > 0 else { return false }
    let factor = 1 / Float(added)
    for parameter in parameters {
      guard var sum = sums.removeValue(forKey: parameter.name) else { continue }
      if added > 1 { sum.multiplyInPlace(by: factor) }
      parameter.gradient = sum
    }
    sums = [:]
    added = 0
    return true
  }

  /// The sums so far, for a checkpoint, sorted by name: `accumulation.<parameter>`.
  public var state: [(name: String, tensor: Tensor)] {
    sums.map { ("accumulation.\($0)", $1) }
      .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
  }

  /// Takes back what `state` gave.
  ///
  /// - Parameters:
  ///   - state: Exactly the tensors of `state`, by name.
  ///   - added: The value of `added` at that time.
  ///   - parameters: The parameters that the state belongs to, whose shapes it must have.
  /// - Throws: `InputError` for a tensor that is unknown or of another shape; nothing is changed then.
  public mutating func restore(
    state: [String: Tensor], added: Int, for parameters: [Parameter]
  ) throws {
    guard (0..<count).contains(added), added > 0 || state.isEmpty else {
      throw InputError("the accumulation's batches are \(added); expected 0 to \(count - 1)")
    }
    let present = parameters.filter { state["accumulation.\($0.name)"] != nil }
    let tensors = try namedTensors(
      state, names: present.map { "accumulation.\($0.name)" }, shapes: present.map(\.shape),
      owner: "accumulation")
    sums = Dictionary(uniqueKeysWithValues: zip(present.map(\.name), tensors))
    self.added = added
  }
}

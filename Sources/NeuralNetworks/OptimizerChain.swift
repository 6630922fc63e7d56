import TensorCore

/// An optimizer made of parts: each changes the update that the one before has made of the
/// gradient, and at the end `p = p − rate · u`.
///
/// The usual chains, which `SGD`, `RMSProp`, `Adam`, `AdamW` and `Lion` are, run as one kernel that
/// goes over the elements once, also with clipping at the front; other chains go over them part by
/// part. Warm, a step takes no memory.
///
/// ```swift
/// var optimizer = OptimizerChain(
///   [.clipNorm(1), .adam(), .weightDecay(0.01), .trustRatio], learningRate: 0.002,
///   groups: [.withoutDecay])
/// ```
public struct OptimizerChain: Optimizer {
  /// The parts, in the order of their work.
  public let parts: [OptimizerPart]
  /// The learning rate of the next step, ≥ 0.
  public var learningRate: Float
  /// Parameters with a learning rate or a weight decay of their own.
  public var groups: [ParameterGroup] {
    didSet { memory.forgetOrder() }
  }
  let plan: OptimizerPlan
  var memory: OptimizerMemory

  /// Makes an optimizer that remembers nothing yet.
  ///
  /// - Parameters:
  ///   - parts: In the order of their work.
  ///   - learningRate: ≥ 0.
  ///   - groups: Parameters with a learning rate or a weight decay of their own.
  ///   - name: The first word in the names of the state.
  public init(
    _ parts: [OptimizerPart], learningRate: Float, groups: [ParameterGroup] = [],
    name: String = "chain"
  ) {
    var fields: [String] = []
    var decays = 0
    for (position, part) in parts.enumerated() {
      part.check(name)
      if case .clipNorm = part {
        precondition(position == 0, "\(name): expected clipNorm as the first part, got \(parts)")
      }
      if case .weightDecay = part { decays += 1 }
      for field in part.fields {
        let earlier = fields.count { $0 == field || $0.hasPrefix("\(field)#") }
        fields.append(earlier == 0 ? field : "\(field)#\(earlier + 1)")
      }
    }
    precondition(decays <= 1, "\(name): expected one weightDecay at most, got \(parts)")
    self.parts = parts
    self.learningRate = learningRate
    self.groups = groups
    plan = OptimizerPlan(parts)
    memory = OptimizerMemory(prefix: name, fields: fields)
  }

  /// The number of calls of `step` so far.
  public var updates: Int { memory.updates }

  /// Changes each parameter along its gradient; the gradients stay as they are.
  ///
  /// - Parameter parameters: All with different names.
  public mutating func step(_ parameters: [Parameter]) {
    guard parameters.contains(where: { $0.adaptation != nil }) else { return change(parameters) }
    let adapted = parameters.filter { $0.isTrainable && $0.gradient != nil }
    for parameter in adapted { parameter.adaptation?.prepareStep(of: parameter) }
    change(parameters.flatMap(\.stepped))
    for parameter in adapted { parameter.adaptation?.finishStep(of: parameter) }
  }

  private mutating func change(_ parameters: [Parameter]) {
    let (plan, groups, learningRate) = (plan, groups, learningRate)
    let scale = plan.clipNorm.map { clippingScale(norm: gradientNorm(parameters), limit: $0) } ?? 1
    memory.step(parameters, groups: groups) { parameter, group, updates, fields, stride in
      let group = group.map { groups[$0] }
      let rate = learningRate * parameter.learningRateFactor * (group?.learningRateFactor ?? 1)
      let step = OptimizerStep(
        rate: rate, decay: group?.weightDecay ?? plan.decay, updates: updates,
        gradientScale: scale, gradientLimit: plan.clipValue, fields: fields, stride: stride)
      parameter.update { value, gradient in
        plan.run(step, value: value, gradient: gradient)
      }
    }
  }

  /// What is remembered: `<name>.<field>.…` and `<name>.updates.…`.
  public var state: [(name: String, tensor: Tensor)] { memory.state }

  /// Takes back what `state` gave.
  ///
  /// - Parameters:
  ///   - state: The tensors by name.
  ///   - updates: The value of `updates` at that time.
  ///   - parameters: The parameters that the state belongs to.
  /// - Throws: `InputError` for a tensor that is missing, unknown or of another shape.
  public mutating func restore(
    state: [String: Tensor], updates: Int, for parameters: [Parameter]
  ) throws {
    try memory.restore(state: state, updates: updates, for: parameters.flatMap(\.stepped))
  }
}

extension Parameter {
  /// What an optimizer changes: itself, or what its adaptation has in its place.
  fileprivate var stepped: [Parameter] { adaptation?.steppedParameters(of: self) ?? [self] }
}

/// An optimizer that is a chain of parts under a name of its own; its chain does the work.
public protocol ChainedOptimizer: Optimizer {
  /// What does the work.
  var chain: OptimizerChain { get set }
}

extension ChainedOptimizer {
  /// The learning rate of the next step, ≥ 0.
  public var learningRate: Float {
    get { chain.learningRate }
    set { chain.learningRate = newValue }
  }

  /// Parameters with a learning rate or a weight decay of their own.
  public var groups: [ParameterGroup] {
    get { chain.groups }
    set { chain.groups = newValue }
  }

  /// The number of calls of `step` so far.
  public var updates: Int { chain.updates }

  /// Changes each parameter along its gradient.
  ///
  /// - Parameter parameters: All with different names.
  public mutating func step(_ parameters: [Parameter]) { chain.step(parameters) }

  /// What is remembered, sorted by name.
  public var state: [(name: String, tensor: Tensor)] { chain.state }

  /// Takes back what `state` gave.
  ///
  /// - Parameters:
  ///   - state: The tensors by name.
  ///   - updates: The value of `updates` at that time.
  ///   - parameters: The parameters that the state belongs to.
  /// - Throws: `InputError` for a tensor that is missing, unknown or of another shape.
  public mutating func restore(
    state: [String: Tensor], updates: Int, for parameters: [Parameter]
  ) throws {
    try chain.restore(state: state, updates: updates, for: parameters)
  }
}

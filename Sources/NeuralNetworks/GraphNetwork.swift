import TensorCore

/// A network whose layers form an arbitrary graph without circles: branches, sums, joined channels,
/// layers that are used twice, several inputs and outputs.
///
/// ```swift
/// let network = GraphNetwork(
///   nodes: [
///     .layer("stem", stem, from: "input"),
///     .layer("left", left, from: "stem"), .layer("right", right, from: "stem"),
///     .concatenate("both", ["left", "right"], axis: 1),
///     .layer("head", head, from: "both"),
///   ], output: "head")
/// ```
///
/// Parameters are named `<node>.<parameter>`; those of a layer that stands in several nodes bear the
/// first one's name and stand once in `parameters`. Nodes are computed in an order that the graph and
/// their own order fix, so the same graph gives the same bits.
public struct GraphNetwork: Module {
  /// A named value: what is made of other values.
  public struct Node {
    enum Operation {
      case layer(any Module)
      case add
      case multiply
      case concatenate(axis: Int)
    }

    /// The name by which other nodes take its value.
    public let name: String
    /// The names of what it takes.
    public let inputs: [String]
    let operation: Operation

    /// What a module makes of a value.
    ///
    /// - Parameters:
    ///   - name: The name of the result.
    ///   - module: Applied to the value.
    ///   - input: The name of the value.
    /// - Returns: The node.
    public static func layer(_ name: String, _ module: any Module, from input: String) -> Node {
      Node(name: name, inputs: [input], operation: .layer(module))
    }

    /// The sum of values, added from left to right; shapes are broadcast.
    ///
    /// - Parameters:
    ///   - name: The name of the result.
    ///   - inputs: The names of the values, at least one.
    /// - Returns: The node.
    public static func add(_ name: String, _ inputs: [String]) -> Node {
      Node(name: name, inputs: inputs, operation: .add)
    }

    /// The product of values, element by element from left to right; shapes are broadcast.
    ///
    /// - Parameters:
    ///   - name: The name of the result.
    ///   - inputs: The names of the values, at least one.
    /// - Returns: The node.
    public static func multiply(_ name: String, _ inputs: [String]) -> Node {
      Node(name: name, inputs: inputs, operation: .multiply)
    }

    /// Values one behind the other along an axis.
    ///
    /// - Parameters:
    ///   - name: The name of the result.
    ///   - inputs: The names of the values, at least one.
    ///   - axis: The axis, the batch's counted; 1 are an image's channels.
    /// - Returns: The node.
    public static func concatenate(_ name: String, _ inputs: [String], axis: Int = 1) -> Node {
      Node(name: name, inputs: inputs, operation: .concatenate(axis: axis))
    }
  }

  /// The names of the inputs.
  public let inputs: [String]
  /// The names of the outputs.
  public let outputs: [String]
  /// The parameters of all nodes, in the order of `nodes`.
  public let parameters: [Parameter]
  /// The buffers of all nodes, in the order of `nodes`.
  public let buffers: [Parameter]
  /// The nodes in the order of their computation.
  public let nodes: [Node]
  private let plan: GraphPlan

  /// Makes a network with one input and one output, and names its parameters.
  ///
  /// - Parameters:
  ///   - input: The name of the input.
  ///   - nodes: In any order.
  ///   - output: The name of the node whose value is the result.
  public init(input: String = "input", nodes: [Node], output: String) {
    self.init(inputs: [input], nodes: nodes, outputs: [output])
  }

  /// Makes a network and names its parameters.
  ///
  /// - Parameters:
  ///   - inputs: The names of the inputs.
  ///   - nodes: In any order.
  ///   - outputs: The names of the nodes whose values are the results.
  /// - Precondition: names differ and exist, no node depends on itself, each leads to an output.
  public init(inputs: [String], nodes: [Node], outputs: [String]) {
    self.inputs = inputs
    self.outputs = outputs
    plan = GraphPlan(inputs: inputs, nodes: nodes, outputs: outputs)
    self.nodes = plan.order.map { nodes[$0] }
    var named: Set<ObjectIdentifier> = []
    func name(_ parameters: [Parameter], of node: Node) -> [Parameter] {
      parameters.filter { parameter in
        guard named.insert(ObjectIdentifier(parameter)).inserted else { return false }
        parameter.name = "\(node.name).\(parameter.name)"
        return true
      }
    }
    var (parameters, buffers): ([Parameter], [Parameter]) = ([], [])
    for node in self.nodes {
      guard case .layer(let module) = node.operation else { continue }
      parameters += name(module.parameters, of: node)
      buffers += name(module.buffers, of: node)
    }
    self.parameters = parameters
    self.buffers = buffers
  }

  /// Applies a network of one input and one output.
  ///
  /// - Parameter input: The value of the input.
  /// - Returns: The value of the output.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    precondition(
      inputs.count == 1 && outputs.count == 1,
      "GraphNetwork: expected values for the inputs \(inputs) and outputs \(outputs), got one tensor"
    )
    return self([input])[0]
  }

  /// Applies the network.
  ///
  /// - Parameter values: The values of the inputs, in their order.
  /// - Returns: The values of the outputs, in their order.
  public func callAsFunction(_ values: [Tensor]) -> [Tensor] {
    precondition(
      values.count == inputs.count,
      "GraphNetwork: expected \(inputs.count) values for the inputs \(inputs), got \(values.count)")
    var held: [Tensor?] = values
    held.reserveCapacity(inputs.count + nodes.count)
    for (node, step) in zip(nodes, plan.steps) {
      let taken = step.inputs.compactMap { held[$0] }
      // Nobody takes these any more: their memory is free for the next values.
      for place in step.lastUses { held[place] = nil }
      held.append(node(taken))
    }
    return plan.outputs.compactMap { held[$0] }
  }
}

extension GraphNetwork.Node {
  fileprivate func callAsFunction(_ values: [Tensor]) -> Tensor {
    switch operation {
    case .layer(let module): module(values[0])
    case .add: values.dropFirst().reduce(values[0], +)
    case .multiply: values.dropFirst().reduce(values[0], *)
    case .concatenate(let axis): Tensor.concatenated(values, axis: axis)
    }
  }
}

/// The order in which the nodes of a `GraphNetwork` are computed, and where their values lie.
///
/// A value's place is its position in the list of the inputs and then the nodes in that order.
struct GraphPlan {
  struct Step {
    /// The places of what the node takes.
    var inputs: [Int]
    /// The places that nobody needs after this node.
    var lastUses: [Int] = []
  }

  /// The positions of the nodes as given, each behind all that it takes; where several can go, the
  /// one given first.
  let order: [Int]
  /// For each node in that order.
  let steps: [Step]
  /// The places of the outputs.
  let outputs: [Int]

  init(inputs: [String], nodes: [GraphNetwork.Node], outputs: [String]) {
    var positions: [String: Int] = [:]
    for (position, name) in (inputs + nodes.map(\.name)).enumerated() {
      precondition(
        positions.updateValue(position - inputs.count, forKey: name) == nil,
        "GraphNetwork: expected different names, got '\(name)' twice")
    }
    func position(_ name: String, for user: String) -> Int {
      guard let position = positions[name] else {
        preconditionFailure("GraphNetwork: \(user) takes '\(name)', which is no input and no node")
      }
      return position
    }
    precondition(!outputs.isEmpty, "GraphNetwork: expected an output, got none")
    let wanted = outputs.map { position($0, for: "the output") }
    let taken = nodes.map { node in
      precondition(
        !node.inputs.isEmpty, "GraphNetwork: expected values for '\(node.name)', got none")
      return node.inputs.map { position($0, for: "'\(node.name)'") }
    }
    Self.requireUse(of: nodes, taken: taken, wanted: wanted)

    let order = Self.order(nodes, taken: taken)
    var places = [Int](repeating: 0, count: nodes.count)
    for (turn, index) in order.enumerated() { places[index] = inputs.count + turn }
    func place(_ position: Int) -> Int {
      position < 0 ? position + inputs.count : places[position]
    }
    let results = wanted.map(place)
    var steps = order.map { Step(inputs: taken[$0].map(place)) }
    var isNeeded = Set(results)
    for turn in steps.indices.reversed() {
      for value in steps[turn].inputs where isNeeded.insert(value).inserted {
        steps[turn].lastUses.append(value)
      }
    }
    self.order = order
    self.steps = steps
    self.outputs = results
  }

  private static func order(_ nodes: [GraphNetwork.Node], taken: [[Int]]) -> [Int] {
    var order: [Int] = []
    var isDone = [Bool](repeating: false, count: nodes.count)
    while order.count < nodes.count {
      let next = nodes.indices.first { index in
        !isDone[index] && taken[index].allSatisfy { $0 < 0 || isDone[$0] }
      }
      guard let next else {
        let stuck = nodes.indices.filter { !isDone[$0] }.map { nodes[$0].name }
        preconditionFailure("GraphNetwork: expected no circle, got one among \(stuck)")
      }
      isDone[next] = true
      order.append(next)
    }
    return order
  }

  private static func requireUse(of nodes: [GraphNetwork.Node], taken: [[Int]], wanted: [Int]) {
    var isUsed = [Bool](repeating: false, count: nodes.count)
    var waiting = wanted
    while let position = waiting.popLast() {
      guard position >= 0, !isUsed[position] else { continue }
      isUsed[position] = true
      waiting += taken[position]
    }
    for (node, isUsed) in zip(nodes, isUsed) {
      precondition(isUsed, "GraphNetwork: the node '\(node.name)' leads to no output")
    }
  }
}

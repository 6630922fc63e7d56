/// What a list of layers holds and makes of a shape, found without allocating any of it.
struct NetworkOutline {
  /// How deep residuals may stand in one another.
  static let largestDepth = 8

  private(set) var parameters: [(name: String, shape: [Int])] = []
  private(set) var buffers: [(name: String, shape: [Int])] = []
  private(set) var parameterCount = 0
  private var layerCount = 0

  /// Adds layers and checks every bound.
  ///
  /// - Parameters:
  ///   - layers: Applied one after another.
  ///   - shape: The first one's input.
  ///   - prefix: What stands before the layers' positions in names: `3.body.`.
  ///   - depth: How many residuals stand around.
  ///   - offset: What is added to a position to have the path of a mistake.
  /// - Returns: The last one's output.
  /// - Throws: A sentence, and where the layer stands.
  mutating func add(
    _ layers: [LayerSpecification], to shape: [Int], prefix: String = "", depth: Int = 0,
    offset: Int = 0
  ) throws(LayerMistake) -> [Int] {
    var shape = shape
    for (position, layer) in layers.enumerated() {
      do throws(LayerMistake) {
        shape = try add(layer, to: shape, name: "\(prefix)\(position)", depth: depth)
      } catch {
        var mistake = error
        mistake.path.insert(offset + position, at: 0)
        throw mistake
      }
    }
    return shape
  }

  /// Adds a whole network: its layers and what stands around them.
  ///
  /// - Returns: Its output.
  /// - Throws: A sentence, and where the layer stands.
  mutating func add(
    _ layers: [LayerSpecification], to shape: [Int], within surroundings: NetworkSurroundings
  ) throws(LayerMistake) -> [Int] {
    var inner = shape
    if let wanted = surroundings.inputAdapter {
      inner = wanted
      add(
        NetworkSurroundings.inputEffect(from: shape, to: inner).parameters,
        of: NetworkSurroundings.input)
      try checkSize(of: inner)
    }
    var output = try add(layers, to: inner)
    if surroundings.hasColumn { try addColumn(layers, to: inner) }
    if let outputs = surroundings.outputAdapter {
      guard output.count == 1, (1...NetworkSpecification.largestSize).contains(outputs) else {
        throw LayerMistake(
          """
          output_adapter: expected 1 to \(NetworkSpecification.largestSize) outputs behind layers \
          that give one axis, got \(outputs) behind \(output)
          """)
      }
      add(
        [("weight", [outputs, output[0]]), ("bias", [outputs])], of: NetworkSurroundings.output)
      output = [outputs]
      try checkSize(of: output)
    }
    return output
  }

  /// Adds what a frozen column brings: lateral connections, and its own tensors as buffers.
  private mutating func addColumn(
    _ layers: [LayerSpecification], to shape: [Int]
  ) throws(LayerMistake) {
    let list = try ProgressiveLayer.list(layers, on: shape)
    for (position, layer) in list.enumerated() {
      guard let layer else { continue }
      add(layer.parameters, of: "\(position).lateral")
    }
    var column = NetworkOutline()
    _ = try column.add(Array(layers.prefix(ProgressiveLayer.seen(list))), to: shape)
    buffers += (column.parameters + column.buffers).map {
      ("\(NetworkSurroundings.column).\($0.name)", $0.shape)
    }
    try checkSize(of: shape)
  }

  private mutating func add(
    _ layer: LayerSpecification, to shape: [Int], name: String, depth: Int
  ) throws(LayerMistake) -> [Int] {
    layerCount += 1
    guard layerCount <= NetworkSpecification.largestLayerCount else {
      throw LayerMistake(
        "the network has more than \(NetworkSpecification.largestLayerCount) layers")
    }
    let effect: LayerEffect
    do throws(LayerMistake) { effect = try layer.effect(on: shape) } catch {
      throw LayerMistake("layer \(name): \(error.message)")
    }
    add(effect.parameters, of: name)
    buffers += effect.buffers.map { ("\(name).\($0.name)", $0.shape) }
    var output = effect.output
    try checkSize(of: output)
    if case .residual(let body, let shortcut) = layer {
      guard depth < Self.largestDepth else {
        throw LayerMistake("layer \(name): more than \(Self.largestDepth) residuals in one another")
      }
      output = try add(body, to: shape, prefix: "\(name).body.", depth: depth + 1)
      let other = try add(
        shortcut, to: shape, prefix: "\(name).shortcut.", depth: depth + 1, offset: body.count)
      guard output == other else {
        throw LayerMistake(
          """
          layer \(name): residual: expected body and shortcut of one shape, got \(output) and \
          \(other)
          """)
      }
    }
    return output
  }

  private mutating func add(_ shapes: [(name: String, shape: [Int])], of name: String) {
    for parameter in shapes {
      parameters.append(("\(name).\(parameter.name)", parameter.shape))
      let (sum, overflow) = parameterCount.addingReportingOverflow(
        saturatingProduct(parameter.shape))
      parameterCount = overflow ? .max : sum
    }
  }

  private func checkSize(of output: [Int]) throws(LayerMistake) {
    let count = saturatingProduct(output)
    guard parameterCount <= NetworkSpecification.largestParameterCount,
      count <= NetworkSpecification.largestSize
    else {
      throw LayerMistake(
        """
        the network is too large: up to this layer it has \(parameterCount) parameters and \
        \(count) outputs; at most \(NetworkSpecification.largestParameterCount) and \
        \(NetworkSpecification.largestSize) are accepted
        """)
    }
  }
}

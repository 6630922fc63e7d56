import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Testing

@Suite struct NetworkSurroundingsTests {
  private func surroundings(
    input: [Int]? = nil, output: Int? = nil, column: Bool = false
  ) -> NetworkSurroundings {
    var surroundings = NetworkSurroundings()
    (surroundings.inputAdapter, surroundings.outputAdapter) = (input, output)
    surroundings.hasColumn = column
    return surroundings
  }

  private func make(_ specification: NetworkSpecification, seed: UInt64 = 1) -> Sequential {
    var random = RandomStream(seed: seed)
    return specification.makeNetwork(using: &random)
  }

  private func set(_ network: Sequential, _ values: [String: [Float]]) throws {
    for (name, scalars) in values {
      let parameter = try #require(network.state.first { $0.name == name }, "\(name)")
      parameter.value = Tensor(scalars, shape: parameter.shape)
    }
  }

  private func expectOutline(_ specification: NetworkSpecification) throws {
    let network = make(specification)
    let shapes = Dictionary(
      uniqueKeysWithValues: specification.stateShapes.map { ($0.name, $0.shape) })
    #expect(shapes.count == network.state.count)
    for parameter in network.state {
      #expect(shapes[parameter.name] == parameter.shape.dimensions, "\(parameter.name)")
    }
    #expect(
      specification.parameterCount == network.parameters.reduce(0) { $0 + $1.shape.count })
    let read = try NetworkSpecification(yaml: specification.yaml, file: "n.yaml")
    #expect(read == specification)
  }

  @Test func adaptersStandAroundLayersThatKeepTheirNames() throws {
    let specification = try NetworkSpecification(
      inputShape: [2], layers: [.linear(1)], surroundings: surroundings(input: [1], output: 2))
    let network = make(specification)
    #expect(
      network.parameters.map(\.name) == [
        "inputAdapter.weight", "inputAdapter.bias", "0.weight", "0.bias", "outputAdapter.weight",
        "outputAdapter.bias",
      ])
    try set(
      network,
      [
        "inputAdapter.weight": [2, 3], "inputAdapter.bias": [1], "0.weight": [4], "0.bias": [5],
        "outputAdapter.weight": [1, 10], "outputAdapter.bias": [0, 1],
      ])
    // 2 + 3 + 1 = 6; 4 · 6 + 5 = 29; 29 and 10 · 29 + 1.
    #expect(network(Tensor([1, 1], shape: [1, 2])).scalars == [29, 291])
    #expect(specification.outputShape == [2])
    try expectOutline(specification)
  }

  @Test func whereChannelsAloneDifferTheAdapterIsAConvolutionOfOnePoint() throws {
    let layers: [LayerSpecification] = [.conv2d(channels: 2, kernel: 2), .flatten, .linear(3)]
    let specification = try NetworkSpecification(
      inputShape: [3, 4, 4], layers: layers, surroundings: surroundings(input: [1, 4, 4]))
    try expectOutline(specification)
    let network = make(specification)
    #expect(network.parameters[0].shape == [1, 3, 1, 1])
    try set(network, ["inputAdapter.weight": [1, 2, 3], "inputAdapter.bias": [0]])
    let plain = make(try NetworkSpecification(inputShape: [1, 4, 4], layers: layers))
    // The layers draw first: they are those of the network without an adapter.
    let picture: [Float] = (0..<48).map { Float($0 % 7) }
    var mixed: [Float] = []
    for place in 0..<16 {
      let (one, two, three) = (picture[place], picture[place + 16], picture[place + 32])
      mixed.append(one + 2 * two + 3 * three)
    }
    #expect(
      network(Tensor(picture, shape: [1, 3, 4, 4])).scalars
        == plain(Tensor(mixed, shape: [1, 1, 4, 4])).scalars)
    // Another size: all points are mapped.
    let resized = try NetworkSpecification(
      inputShape: [3, 5, 4], layers: layers, surroundings: surroundings(input: [1, 4, 4]))
    try expectOutline(resized)
    #expect(make(resized).parameters[0].shape == [16, 60])
    #expect(make(resized)(Tensor.ones([2, 3, 5, 4])).shape == [2, 3])
  }

  @Test func aColumnSeesTheFrozenOneAndLearnsBesideIt() throws {
    let specification = try NetworkSpecification(
      inputShape: [1], layers: [.linear(1), .activation(.relu), .linear(1)],
      surroundings: surroundings(column: true))
    try expectOutline(specification)
    let network = make(specification)
    #expect(
      network.parameters.map(\.name) == [
        "0.weight", "0.bias", "2.weight", "2.bias", "2.lateral.scale", "2.lateral.down.weight",
        "2.lateral.down.bias", "2.lateral.up.weight",
      ])
    #expect(network.buffers.map(\.name) == ["column.0.weight", "column.0.bias"])
    try set(
      network,
      [
        "0.weight": [2], "0.bias": [0], "2.weight": [3], "2.bias": [1], "2.lateral.scale": [2],
        "2.lateral.down.weight": [1], "2.lateral.down.bias": [0], "2.lateral.up.weight": [7],
        "column.0.weight": [5], "column.0.bias": [0],
      ])
    let output = network(Tensor([1], shape: [1, 1]))
    // Its own 3 · 2 + 1, and 7 · (2 · 5) from the frozen column.
    #expect(output.scalars == [77])
    output.sum().backward()
    // 7 · 5 for the scale; nothing goes back through the frozen column.
    #expect(network.parameter(named: "2.lateral.scale")?.gradient?.scalars == [35])
    #expect(network.parameter(named: "0.weight")?.gradient?.scalars == [3])
    #expect(network.buffers.allSatisfy { $0.gradient == nil && !$0.isTrainable })
  }

  @Test func columnsOfConvolutionsHaveConnectionsOfTheirWindows() throws {
    let specification = try NetworkSpecification(
      inputShape: [2, 6, 6],
      layers: [
        .conv2d(channels: 3, kernel: 3), .activation(.relu),
        .conv2d(channels: 4, kernel: 2, stride: 2), .activation(.relu), .flatten, .linear(5),
        .activation(.relu), .linear(2),
      ], surroundings: surroundings(column: true))
    try expectOutline(specification)
    let network = make(specification)
    #expect(network.parameter(named: "2.lateral.up.weight")?.shape == [4, 3, 2, 2])
    #expect(network.parameter(named: "5.lateral.down.weight")?.shape == [16, 16])
    #expect(network.parameter(named: "0.lateral.scale") == nil)
    let points: [Float] = (0..<72).map { Float($0 % 5) - 2 }
    let input = Tensor(points, shape: [1, 2, 6, 6])
    let before = network(input).scalars
    for buffer in network.buffers { buffer.value = Tensor.full(buffer.shape, 0) }
    #expect(network(input).scalars != before)
    let copy = make(specification, seed: 9)
    copy.update(toward: network, rate: 1)
    #expect(copy(input).scalars == network(input).scalars)
  }

  @Test func whatCannotBeSurroundedIsRefusedWithItsReason() throws {
    let one: [LayerSpecification] = [.linear(2)]
    let block: [LayerSpecification] = [
      .linear(2), .residual(body: one, shortcut: []), .linear(1),
    ]
    let cases: [([LayerSpecification], NetworkSurroundings, String)] = [
      (one, surroundings(column: true), "two layers"),
      (block, surroundings(column: true), "residual"),
      (one, surroundings(input: []), "input_adapter"),
      (one, surroundings(output: 0), "output_adapter"),
    ]
    for (layers, around, word) in cases {
      let error = #expect(throws: InputError.self) {
        try NetworkSpecification(inputShape: [3], layers: layers, surroundings: around)
      }
      #expect(error?.message.contains(word) == true, "\(String(describing: error))")
    }
    #expect(throws: InputError.self) {
      try NetworkSpecification(
        inputShape: [1, 4, 4], layers: [.conv2d(channels: 2, kernel: 3)],
        surroundings: surroundings(output: 3))
    }
    let text = "input: [3]\ncolumns: true\nlayers:\n  - linear: 2\n"
    let unknown = #expect(throws: InputError.self) {
      try NetworkSpecification(yaml: text, file: "n.yaml")
    }
    #expect(unknown?.message.contains("'column'") == true && unknown?.line == 2)
    let huge = "input: [16000000]\ninput_adapter: [16000000]\nlayers:\n  - linear: 2\n"
    #expect(throws: InputError.self) { try NetworkSpecification(yaml: huge, file: "n.yaml") }
  }
}

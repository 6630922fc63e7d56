import Determinism
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

struct GraphNetworkTests {
  private func linear(_ inputs: Int, _ outputs: Int, _ random: inout RandomStream) -> Linear {
    Linear(inputSize: inputs, outputSize: outputs, using: &random)
  }

  /// stem → (left, right) → sum and concatenation → head, given in a mixed order.
  private func network() -> GraphNetwork {
    var random = RandomStream(seed: 11)
    let (stem, left) = (linear(3, 4, &random), linear(4, 5, &random))
    let (right, head) = (linear(4, 5, &random), linear(10, 2, &random))
    return GraphNetwork(
      nodes: [
        .layer("head", head, from: "both"), .concatenate("both", ["sum", "product"]),
        .add("sum", ["left", "right"]), .multiply("product", ["left", "right"]),
        .layer("right", right, from: "active"), .layer("left", left, from: "active"),
        .layer("active", Tanh(), from: "stem"), .layer("stem", stem, from: "input"),
      ], output: "head")
  }

  private func input(_ rows: Int = 3) -> Tensor {
    var random = RandomStream(seed: 2)
    return Tensor(shape: [rows, 3]) { random.fillUniform($0, in: -1..<1) }
  }

  @Test func itComputesWhatTheGraphSays() throws {
    let network = network()
    let x = input()
    func layer(_ name: String) throws -> Linear {
      Linear(
        weight: try #require(network.parameter(named: "\(name).weight")),
        bias: network.parameter(named: "\(name).bias"))
    }
    let active = try layer("stem")(x).tanh()
    let (left, right) = (try layer("left")(active), try layer("right")(active))
    let expected = try layer("head")(Tensor.concatenated([left + right, left * right], axis: 1))
    #expect(network(x).scalars == expected.scalars)
    #expect(network.nodes.map(\.name).first == "stem" && network.nodes.map(\.name).last == "head")
    #expect(
      network.parameters.map(\.name) == [
        "stem.weight", "stem.bias", "right.weight", "right.bias", "left.weight", "left.bias",
        "head.weight", "head.bias",
      ])
  }

  @Test func itsGradientIsThatOfDifferences() {
    let network = network()
    expectGradient([input()]) { network($0[0]).squared().mean() }
  }

  @Test func aLayerUsedTwiceHasItsParametersOnce() {
    var random = RandomStream(seed: 1)
    let shared = linear(3, 3, &random)
    let network = GraphNetwork(
      inputs: ["a", "b"],
      nodes: [
        .layer("one", shared, from: "a"), .layer("two", shared, from: "b"),
        .multiply("product", ["one", "two"]),
      ], outputs: ["product", "one"])
    #expect(network.parameters.map(\.name) == ["one.weight", "one.bias"])
    let (x, y) = (input(), input() * 2)
    let outputs = network([x, y])
    #expect(outputs.count == 2)
    #expect(outputs[0].scalars == (shared(x) * shared(y)).scalars)
    #expect(outputs[1].scalars == shared(x).scalars)
  }

  @Test func anEmptyBatchGoesThrough() {
    #expect(network()(input(0)).shape == [0, 2])
  }

  @Test(arguments: 0..<5) func aGraphThatCannotBeStopsTheProgram(_ index: Int) async {
    switch index {
    case 0:
      await #expect(processExitsWith: .failure) {
        _ = GraphNetwork(
          nodes: [.add("a", ["input", "b"]), .layer("b", ReLU(), from: "a")], output: "b")
      }
    case 1:
      await #expect(processExitsWith: .failure) {
        _ = GraphNetwork(nodes: [.layer("a", ReLU(), from: "nowhere")], output: "a")
      }
    case 2:
      await #expect(processExitsWith: .failure) {
        _ = GraphNetwork(
          nodes: [.layer("a", ReLU(), from: "input"), .layer("a", ReLU(), from: "input")],
          output: "a")
      }
    case 3:
      await #expect(processExitsWith: .failure) {
        _ = GraphNetwork(
          nodes: [.layer("a", ReLU(), from: "input"), .layer("b", ReLU(), from: "input")],
          output: "a")
      }
    default:
      await #expect(processExitsWith: .failure) {
        _ = GraphNetwork(nodes: [.add("a", [])], output: "a")
      }
    }
  }
}

struct ResidualTests {
  private func body(_ random: inout RandomStream, to size: Int = 3) -> Sequential {
    Sequential([Linear(inputSize: 3, outputSize: size, using: &random), Tanh()])
  }

  @Test func theInputOrTheShortcutIsAdded() {
    var random = RandomStream(seed: 5)
    let x = Tensor(shape: [4, 3]) { random.fillUniform($0, in: -1..<1) }
    let inner = body(&random)
    #expect(Residual(inner)(x).scalars == (inner(x) + x).scalars)
    let (wide, shortcut) = (
      body(&random, to: 2), Linear(inputSize: 3, outputSize: 2, using: &random)
    )
    let residual = Residual(wide, shortcut: shortcut)
    #expect(residual(x).scalars == (wide(x) + shortcut(x)).scalars)
    #expect(
      residual.parameters.map(\.name)
        == ["body.0.weight", "body.0.bias", "shortcut.weight", "shortcut.bias"])
  }

  @Test func itsGradientIsThatOfDifferences() {
    var random = RandomStream(seed: 6)
    let residual = Residual(body(&random))
    let x = Tensor(shape: [4, 3]) { random.fillUniform($0, in: -1..<1) }
    expectGradient([x]) { residual($0[0]).squared().mean() }
  }

  @Test func shapesThatDifferStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = Residual(Linear(inputSize: 2, outputSize: 3, using: &random))(Tensor.zeros([1, 2]))
    }
  }

  /// The bits of forward and backward, on every machine.
  @Test func theBitsAreTheGoldenOnes() {
    var random = RandomStream(seed: 7)
    let residual = Residual(body(&random))
    let graph = GraphNetwork(
      nodes: [
        .layer("a", residual, from: "input"), .concatenate("b", ["a", "input"]),
        .multiply("c", ["b", "b"]),
      ], output: "c")
    let x = Tensor(shape: [5, 3]) { random.fillUniform($0, in: -1..<1) }
    let y = graph(x)
    y.squared().mean().backward()
    var hash = SHA256()
    for values in [y.scalars] + graph.parameters.map({ $0.gradient?.scalars ?? [] }) {
      for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { hash.update($0) } }
    }
    #expect(String(SHA256.hex(of: hash.finalize()).prefix(16)) == "daffb0cd4cac5199")
  }
}

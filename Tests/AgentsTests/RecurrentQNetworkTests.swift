import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore
import Testing

@Suite struct RecurrentQNetworkTests {
  static let space = Box(shape: [3], range: -1...1)
  static let actions = Discrete(names: ["a", "b"])

  func network(
    _ cell: RecurrentSpecification.Kind = .lstm, seed: UInt64 = 1
  ) throws -> RecurrentQNetwork {
    var configuration = DRQNConfiguration()
    configuration.cell = cell
    configuration.recurrentSize = 5
    configuration.learning.hiddenSizes = [4]
    var random = RandomStream(seed: seed)
    return try RecurrentQNetwork(
      specification: configuration.networkSpecification(
        observationSpace: Self.space, actionSpace: Self.actions),
      observationSpace: Self.space, actionSpace: Self.actions, using: &random)
  }

  func noise(_ shape: Shape, seed: UInt64) -> Tensor {
    var random = RandomStream(seed: seed)
    return Tensor((0..<shape.count).map { _ in random.uniform() * 2 - 1 }, shape: shape)
  }

  @Test(arguments: RecurrentSpecification.Kind.allCases)
  func theSameObservationIsValuedByWhatCameBefore(cell: RecurrentSpecification.Kind) throws {
    let network = try network(cell)
    var memory = network.makeMemory(copies: 1)
    let first = network.values(of: [0.5, -0.5, 1], memory: &memory)
    let second = network.values(of: [0.5, -0.5, 1], memory: &memory)
    #expect(first != second)
    memory.forget(0)
    #expect(network.values(of: [0.5, -0.5, 1], memory: &memory) == first)
  }

  /// A copy that forgets in the middle begins anew; the others are not touched by it.
  @Test func copiesRememberForThemselves() throws {
    let network = try network()
    let steps = (0..<6).map { noise([3, 3], seed: 10 + $0) }
    var together = network.makeMemory(copies: 3)
    var alone = (0..<3).map { _ in network.makeMemory(copies: 1) }
    for (number, step) in steps.enumerated() {
      if number == 3 {
        together.forget(1)
        alone[1] = network.makeMemory(copies: 1)
      }
      let values = network.values(of: step, memory: &together).scalars
      for copy in 0..<3 {
        let own = network.values(
          of: Array(step.scalars[(3 * copy)..<(3 * copy + 3)]), memory: &alone[copy])
        #expect(own == Array(values[(2 * copy)..<(2 * copy + 2)]))
      }
    }
  }

  @Test(arguments: RecurrentSpecification.Kind.allCases)
  func aDescriptionAndItsTensorsMakeTheSameNetwork(cell: RecurrentSpecification.Kind) throws {
    let network = try network(cell)
    #expect(network.description["policy"] == "recurrent")
    let twin = try RecurrentQNetwork.make(
      from: network.description, tensors: network.tensors, observationSpace: Self.space,
      actionSpace: Self.actions)
    #expect(twin.specification == network.specification)
    let input = noise([2, 3], seed: 4)
    var (one, two) = (network.makeMemory(copies: 2), twin.makeMemory(copies: 2))
    for _ in 0..<3 {
      #expect(
        network.values(of: input, memory: &one).scalars
          == twin.values(of: input, memory: &two).scalars)
    }
    #expect(network.parameters.map(\.name) == network.specification.parameterShapes.map(\.name))
    #expect(
      network.parameters.map(\.value.shape.dimensions)
        == network.specification.parameterShapes.map(\.shape))
  }

  /// Each entry of a description in turn is left out, or says what cannot be.
  @Test(arguments: [
    ("cell", "lsmt"), ("recurrentSize", "0"), ("recurrentSize", "99999999999999999999"),
    ("recurrentSize", "16777216"), ("recurrentSize", "6"), ("encoder", "input: [4]\nlayers: []\n"),
    ("head", "input: [5]\nlayers:\n  - linear: 3\n"), ("head", "nonsense"),
  ])
  func aFaultyDescriptionIsRefused(key: String, text: String) throws {
    let network = try network()
    var description = network.description
    for value in [nil, text] {
      description[key] = value
      let error = #expect(throws: InputError.self) {
        try RecurrentQNetwork.make(
          from: description, tensors: network.tensors, observationSpace: Self.space,
          actionSpace: Self.actions)
      }
      #expect(value != nil || error?.description.contains("'\(key)'") == true)
    }
  }

  @Test func aTensorOfAnotherShapeIsNamed() throws {
    let network = try network()
    var tensors = network.tensors
    tensors[2].value = Tensor.zeros([20, 3])
    let error = #expect(throws: InputError.self) { try network.copy(with: tensors) }
    #expect(error?.description.contains("'memory.weight_ih_l0' of shape [20, 4]") == true)
  }

  @Test func bytesAreScaledToOne() throws {
    let space = Box(shape: [3], range: 0...255, elementType: .uint8)
    var random = RandomStream(seed: 1)
    let specification = try network().specification
    let bytes = try RecurrentQNetwork(
      specification: specification, observationSpace: space, actionSpace: Self.actions,
      using: &random)
    let floats = try RecurrentQNetwork.make(
      from: bytes.description, tensors: bytes.tensors, observationSpace: Self.space,
      actionSpace: Self.actions)
    var (one, two) = (bytes.makeMemory(copies: 1), floats.makeMemory(copies: 1))
    let scaled = ([255, 0, 51] as [Float]).map { $0 * (1 / 255) }
    #expect(
      bytes.values(of: [255, 0, 51], memory: &one) == floats.values(of: scaled, memory: &two))
  }
}

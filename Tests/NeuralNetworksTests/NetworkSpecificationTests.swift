import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Testing

struct NetworkSpecificationTests {
  private let example = """
    input: [4]
    layers:
      - linear: 256
      - relu
      - linear: 2

    """

  @Test func theYAMLFormReadsAndWrites() throws {
    let specification = try NetworkSpecification(yaml: example, file: "net.yaml")
    #expect(specification.inputShape == [4])
    #expect(specification.layers == [.linear(256), .activation(.relu), .linear(2)])
    #expect(specification.outputShape == [2])
    #expect(specification.parameterCount == 5 * 256 + 257 * 2)
    #expect(specification.yaml == example)
  }

  @Test func everySpecificationSurvivesTheRoundTrip() throws {
    var specifications = [
      try NetworkSpecification(inputShape: [2, 3, 4], layers: []),
      try NetworkSpecification(inputShape: [2, 3], layers: [.flatten, .activation(.tanh)]),
    ]
    for activation in Activation.allCases {
      for hidden in [[], [3], [5, 7]] {
        for input in [[4], [10, 10, 4]] {
          specifications.append(
            try .mlp(
              inputShape: input, hiddenSizes: hidden, outputSize: 3, activation: activation))
        }
      }
    }
    for specification in specifications {
      let again = try NetworkSpecification(yaml: specification.yaml, file: "net.yaml")
      #expect(again == specification)
    }
  }

  @Test func aPerceptronOverAnImageFlattensFirst() throws {
    let specification = try NetworkSpecification.mlp(
      inputShape: [2, 3], hiddenSizes: [5, 4], outputSize: 2, activation: .tanh)
    #expect(
      specification.layers == [
        .flatten, .linear(5), .activation(.tanh), .linear(4), .activation(.tanh), .linear(2),
      ])
  }

  @Test func theNetworkHasTheNamesAndShapesThatWereTold() throws {
    let specification = try NetworkSpecification.mlp(
      inputShape: [2, 3], hiddenSizes: [5, 4], outputSize: 2)
    var random = RandomStream(seed: 1)
    let network = specification.makeNetwork(using: &random)
    let told = specification.parameterShapes
    #expect(network.parameters.map(\.name) == told.map(\.name))
    #expect(network.parameters.map(\.value.shape.dimensions) == told.map(\.shape))
    #expect(told.map(\.name) == ["1.weight", "1.bias", "3.weight", "3.bias", "5.weight", "5.bias"])
    #expect(network.parameterCount == specification.parameterCount)
    let output = network(Tensor.full([7, 2, 3], 1))
    #expect(output.shape.dimensions == [7] + specification.outputShape)
  }

  @Test func linearWorksOnTheLastOfSeveralAxes() throws {
    let specification = try NetworkSpecification(inputShape: [5, 3], layers: [.linear(2)])
    var random = RandomStream(seed: 1)
    #expect(specification.outputShape == [5, 2])
    #expect(
      specification.makeNetwork(using: &random)(Tensor.full([4, 5, 3], 1)).shape == [4, 5, 2])
  }

  @Test(arguments: [
    ("input: [4]\nlayers:\n  - linaer: 3\n", 3, "unknown layer 'linaer'; did you mean 'linear'?"),
    ("input: [4]\nlayers:\n  - rleu\n", 3, "unknown layer 'rleu'; did you mean 'relu'?"),
    ("input: [4]\nlayers:\n  - none\n", 3, "unknown layer 'none'"),
    ("input: [4]\nlayers:\n  - relu\n  - linear\n", 4, "needs its output size"),
    ("input: [4]\nlayers:\n  - relu: 3\n", 3, "the layer 'relu' takes no value"),
    ("input: [4]\nlayers:\n  - linear: 3\n    relu: 1\n", 3, "expected one layer"),
    ("input: [4]\nlayers:\n  - linear: 0\n", 3, "expected a whole number from 1 to"),
    ("input: [4]\nlayers:\n  - linear: many\n", 3, "expected a whole number from 1 to"),
    ("input: [4]\nlayer:\n  - relu\n", 2, "unknown key 'layer'; did you mean 'layers'?"),
    ("layers:\n  - relu\n", 1, "'input' is missing"),
    ("input: []\nlayers:\n  - relu\n", 1, "expected an input of 1 to 7 axes, got 0"),
    ("input: [0, 4]\nlayers:\n  - relu\n", 1, "expected input sizes from 1 to"),
    ("input: [-1]\nlayers:\n  - relu\n", 1, "expected input sizes from 1 to"),
    ("input: 4\nlayers:\n  - relu\n", 1, "expected a list"),
    (
      "input: [16777216, 16777216, 16777216, 16777216]\nlayers:\n  - flatten\n", 1,
      "more than 16777216 values"
    ),
    (
      "input: [16777216]\nlayers:\n  - relu\n  - linear: 16777216\n", 4,
      "the network is too large"
    ),
    ("input: [2]\nlayers:\n  - linear: 9223372036854775807\n", 3, "expected a whole number"),
  ])
  func mistakesAreNamedWithTheirLine(_ yaml: String, _ line: Int, _ words: String) throws {
    let error = #expect(throws: InputError.self) {
      try NetworkSpecification(yaml: yaml, file: "net.yaml")
    }
    #expect(error?.file == "net.yaml")
    #expect(error?.line == line)
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
  }

  @Test func hostileSizesAreRefusedBeforeAnythingIsAllocated() {
    #expect(throws: InputError.self) {
      try NetworkSpecification.mlp(
        inputShape: [1 << 24], hiddenSizes: [1 << 24], outputSize: 1 << 24)
    }
    #expect(throws: InputError.self) {
      try NetworkSpecification.mlp(inputShape: [4], hiddenSizes: [.max, .max], outputSize: 2)
    }
    #expect(throws: InputError.self) {
      try NetworkSpecification(
        inputShape: [4], layers: Array(repeating: .activation(.relu), count: 5000))
    }
    #expect(throws: InputError.self) {
      try NetworkSpecification(inputShape: [4], layers: [.activation(.none)])
    }
  }
}

import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Testing

/// The layers of a specification beyond linear, activation and flatten.
struct LayerSpecificationTests {
  private struct Case: Decodable {
    struct Entry: Decodable {
      let name: String
      let shape: [Int]
    }
    let yaml: String
    let state: [Entry]
    let output: [Int]
    let parameterCount: Int
  }

  @Test(arguments: 0..<6) func namesAndShapesAreThoseOfPyTorch(_ index: Int) throws {
    let cases = try reference("specifications.json", as: [Case].self)
    #expect(cases.count == 6)
    let expected = cases[index]
    let specification = try NetworkSpecification(yaml: expected.yaml, file: "net.yaml")
    #expect(specification.outputShape == expected.output)
    #expect(specification.parameterCount == expected.parameterCount)
    #expect(specification.stateShapes.map(\.name) == expected.state.map(\.name))
    #expect(specification.stateShapes.map(\.shape) == expected.state.map(\.shape))
    #expect(
      specification.stateShapes.map(\.name).starts(with: specification.parameterShapes.map(\.name)))
  }

  @Test(arguments: 0..<6) func theNetworkHoldsWhatWasTold(_ index: Int) throws {
    let yaml = try reference("specifications.json", as: [Case].self)[index].yaml
    let specification = try NetworkSpecification(yaml: yaml, file: "net.yaml")
    var random = RandomStream(seed: 1)
    let network = specification.makeNetwork(using: &random)
    #expect(network.state.map(\.name) == specification.stateShapes.map(\.name))
    #expect(network.state.map(\.shape.dimensions) == specification.stateShapes.map(\.shape))
    // Whole numbers are tokens where there is an embedding.
    let input = Tensor(shape: Shape([2] + specification.inputShape)) { values in
      for place in values.indices { values[place] = Float((place * 7) % 20) }
    }
    let output = network(input)
    #expect(output.shape.dimensions == [2] + specification.outputShape)
    #expect(output.isFinite)
    var again = RandomStream(seed: 1)
    let twin = specification.makeNetwork(using: &again)
    #expect(twin(input).scalars == output.scalars)
  }

  @Test(arguments: 0..<6) func theYAMLReadsBackAsTheSame(_ index: Int) throws {
    let yaml = try reference("specifications.json", as: [Case].self)[index].yaml
    let specification = try NetworkSpecification(yaml: yaml, file: "net.yaml")
    let again = try NetworkSpecification(yaml: specification.yaml, file: "again.yaml")
    #expect(again == specification)
    #expect(again.yaml == specification.yaml)
  }

  @Test func theShortFormsAreWritten() throws {
    var pooling = PoolingSpecification(.maximum, size: 3)
    pooling.stride = 2
    var normalization = NormalizationSpecification(.group, groups: 4)
    normalization.epsilon = 0.001
    let specification = try NetworkSpecification(
      inputShape: [3, 16, 16],
      layers: [
        .conv2d(channels: 8, kernel: .init(3, 5), padding: 1), .pooling(pooling), .maxPool2d(2),
        .normalization(normalization), .normalization(.init(.batch)), .dropout(0.25),
        .function(.leakyReLU(slope: 0.2)), .function(.gelu(isApproximate: false)),
        .residual(body: [.activation(.relu)], shortcut: []),
      ])
    #expect(
      specification.yaml == """
        input: [3, 16, 16]
        layers:
          - conv2d: {channels: 8, kernel: [3, 5], padding: 1}
          - max_pool2d: {kernel: 3, stride: 2}
          - max_pool2d: 2
          - group_norm: {groups: 4, epsilon: 0.001}
          - batch_norm
          - dropout: 0.25
          - leaky_relu: 0.2
          - gelu
          - residual:
              body:
                - relu

        """)
    #expect(try NetworkSpecification(yaml: specification.yaml, file: "") == specification)
  }

  @Test func theConvolutionalPresetIsTheIssuesNetwork() throws {
    let specification = try NetworkSpecification.cnn(inputShape: [1, 28, 28], outputSize: 10)
    #expect(specification == (try NetworkSpecification(yaml: cases()[0].yaml, file: "")))
    #expect(specification.parameterCount == 824_458)
    #expect(
      try NetworkSpecification.linear(inputShape: [4], outputSize: 3).layers == [.linear(3)])
    #expect(throws: InputError.self) {
      try NetworkSpecification.cnn(inputShape: [784], outputSize: 10)
    }
    #expect(throws: InputError.self) {
      try NetworkSpecification.cnn(inputShape: [1, 3, 3], outputSize: 10)
    }
  }

  private func cases() throws -> [Case] { try reference("specifications.json", as: [Case].self) }

  @Test(arguments: [
    ("conv2D: {channels: 2, kernel: 3}", 3, "did you mean 'conv2d'?"),
    ("conv2d: {channel: 2, kernel: 3}", 3, "unknown key 'channel'; did you mean 'channels'?"),
    ("conv2d: {channels: 2}", 3, "'kernel' is missing"),
    ("conv2d", 3, "needs channels and kernel"),
    (
      "conv2d: {channels: 2, kernel: 9}", 3,
      "a kernel of 9 does not fit an input of shape [2, 8, 8]"
    ),
    ("conv2d: {channels: 2, kernel: 0}", 3, "expected a whole number from 1 to 4096"),
    ("conv2d: {channels: 2, kernel: [1, 2, 3]}", 3, "expected one number, or two"),
    ("conv2d: {channels: 3, kernel: 1, groups: 2}", 3, "groups that divide 2 and 3 channels"),
    ("conv2d: {channels: 2, kernel: 1, output_padding: 1}", 3, "unknown key 'output_padding'"),
    ("conv2d: {channels: 2, kernel: 1, bias: 1}", 3, "true"),
    ("conv_transpose2d: {channels: 2, kernel: 1, output_padding: 1}", 3, "output padding below 1"),
    ("conv_transpose2d: {channels: 2, kernel: 1, padding: 9}", 3, "does not fit"),
    ("conv1d: {channels: 2, kernel: 3}", 3, "expected an input [channels, length]"),
    ("conv_transpose2d: {channels: 2, kernel: [1, 2]}", 3, "one number for all axes"),
    ("max_pool2d", 3, "needs its size"),
    ("max_pool2d: [2, 2]", 3, "expected a whole number from 1 to 4096"),
    ("max_pool2d: {kernel: 2, padding: 2}", 3, "at most half the kernel"),
    ("max_pool2d: 9", 3, "does not fit"),
    ("group_norm: 3", 3, "groups that divide 2 channels"),
    ("group_norm", 3, "needs its groups"),
    ("layer_norm: {momentum: 0.1}", 3, "unknown key 'momentum'"),
    ("layer_norm: {epsilon: 0}", 3, "expected an epsilon above 0"),
    ("batch_norm: {momentum: 2}", 3, "expected a number from 0.0 to 1.0"),
    ("dropout: 1", 3, "expected a rate from 0 to below 1"),
    ("dropout: lots", 3, "expected a number from 0.0 to 1.0"),
    ("gelu: erf", 3, "expected 'tanh' or nothing"),
    ("silu: 1", 3, "takes no value"),
    ("elu: -1", 3, "alpha of at least 0"),
    ("lstm", 3, "needs the size of its hidden state"),
    ("lstm: 3", 3, "expected an input [steps, features]"),
    ("gru: {hidden: 2, layer: 2}", 3, "did you mean 'layers'?"),
    ("embedding: {count: 5}", 3, "'size' is missing"),
    ("embedding", 3, "needs count and size"),
    (
      "transformer_encoder: {heads: 2, feed_forward: 4, activation: relo}", 3,
      "did you mean 'relu'?"
    ),
    ("last_step: 1", 3, "takes no value"),
    ("residual", 3, "needs its layers"),
    ("residual:\n      - relu\n      - linaer: 3", 5, "did you mean 'linear'?"),
    (
      "residual:\n      - relu\n      - conv2d: {channels: 4, kernel: 1}", 3,
      "body and shortcut of one shape"
    ),
    ("residual:\n      body:\n      - relu\n      - max_pool2d: 9", 6, "layer 0.body.1"),
    (
      "residual:\n      body:\n      - relu\n      shortcut:\n      - relu\n      - max_pool2d: 9",
      8,
      "layer 0.shortcut.1"
    ),
    ("residual:\n      shortcut:\n      - relu", 4, "'body' is missing"),
  ])
  func mistakesAreNamedWithTheirLine(_ layer: String, _ line: Int, _ words: String) throws {
    let error = #expect(throws: InputError.self) {
      try NetworkSpecification(yaml: "input: [2, 8, 8]\nlayers:\n  - \(layer)\n", file: "net.yaml")
    }
    #expect(error?.file == "net.yaml")
    #expect(error?.line == line, "\(String(describing: error))")
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
  }

  private var hostileSequences: [SequenceSpecification] {
    var deep = RecurrentSpecification(.lstm, hiddenSize: 4)
    deep.layers = .max
    var wide = RecurrentSpecification(.lstm, hiddenSize: 1 << 24)
    wide.layers = 256
    var stack = TransformerSpecification(heads: 1, feedForwardSize: 1)
    stack.layers = .max
    return [
      .embedding(count: .max, size: .max), .embedding(count: 1 << 24, size: 1 << 24),
      .embedding(count: 0, size: 1), .recurrent(deep), .recurrent(wide),
      .recurrent(.init(.gru, hiddenSize: .max)), .recurrent(.init(.gru, hiddenSize: 0)),
      .transformerEncoder(.init(heads: 0, feedForwardSize: 1)),
      .transformerEncoder(.init(heads: 3, feedForwardSize: 1)),
      .transformerEncoder(.init(heads: 2, feedForwardSize: .max)), .transformerEncoder(stack),
    ]
  }

  /// Sizes whose products overflow 64 bits, or that would ask for more than a machine has.
  @Test func hostileSizesAreRefusedBeforeAnythingIsAllocated() {
    func layers(_ change: (inout ConvolutionSpecification) -> Void) -> [LayerSpecification] {
      var layer = ConvolutionSpecification(.transposed2d, channels: 1 << 24, kernel: 4096)
      change(&layer)
      return [.convolution(layer)]
    }
    let large = WindowSize(4096)
    let hostile: [[LayerSpecification]] = [
      layers { $0.padding = 1 }, layers { $0.stride = large }, layers { $0.dilation = large },
      layers { $0.padding = .init(.max) }, layers { $0.stride = .init(.min, 1) },
      layers { $0.groups = .max }, layers { $0.groups = 0 }, layers { $0.groups = -1 },
      layers { $0.outputPadding = .init(-1) },
      [.convolution(.init(.conv2d, channels: .max, kernel: 1))],
      [.convolution(.init(.conv2d, channels: .min, kernel: .init(.min)))],
      [.maxPool2d(.max)], [.maxPool2d(0)],
      [.pooling(.init(.adaptiveAverage, size: 4096))],
      [.pooling(.init(.adaptiveAverage, size: .max))],
      [.normalization(.init(.group, groups: .max))], [.normalization(.init(.group, groups: 0))],
      [.dropout(.nan)], [.dropout(-0.1)], [.function(.leakyReLU(slope: .infinity))],
      [.function(.elu(alpha: .nan))], [.normalization(.init(.layer, groups: 2))],
      Array(repeating: .residual(body: [.activation(.relu)], shortcut: []), count: 600),
    ]
    for layers in hostileSequences {
      #expect(throws: InputError.self, "\(layers)") {
        try NetworkSpecification(inputShape: [16, 64], layers: [.sequence(layers)])
      }
    }
    for layers in hostile {
      #expect(throws: InputError.self, "\(layers[0])") {
        try NetworkSpecification(inputShape: [16, 64, 64], layers: layers)
      }
    }
    var deep: [LayerSpecification] = [.activation(.relu)]
    for _ in 0..<9 { deep = [.residual(body: deep, shortcut: [])] }
    let error = #expect(throws: InputError.self) {
      try NetworkSpecification(inputShape: [1], layers: deep)
    }
    #expect(error?.message.contains("more than 8 residuals") == true)
  }
}

import Determinism
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

/// One kind of layer on inputs wide enough for several threads, and the first half of the SHA-256 of its
/// output and of all its gradients.
struct GoldenLayer: Sendable, CustomTestStringConvertible {
  let name: String
  let expected: String
  let shape: Shape
  let make: @Sendable (inout RandomStream) -> any Module

  init(
    _ name: String, _ expected: String, _ shape: Shape,
    _ make: @escaping @Sendable (inout RandomStream) -> any Module
  ) {
    self.name = name
    self.expected = expected
    self.shape = shape
    self.make = make
  }

  var testDescription: String { name }

  /// Forward and backward in training mode, hashed.
  func hash() -> String {
    var random = RandomStream(seed: 11).stream(name)
    let layer = make(&random)
    let input = Parameter(randomTensor(shape, using: &random))
    let output = withTrainingMode(using: &random) { layer(input.tensor) }
    let weights = randomTensor(output.shape, using: &random)
    (output * weights).sum().backward()
    var hash = SHA256()
    let gradients = ([input] + layer.parameters).map(\.gradient)
    for tensor in [output] + gradients.compactMap({ $0 }) + layer.buffers.map(\.value) {
      tensor.withUnsafeScalars { hash.update(UnsafeRawBufferPointer($0)) }
    }
    return String(SHA256.hex(of: hash.finalize()).prefix(32))
  }

  static let all: [GoldenLayer] = [
    GoldenLayer("Linear", "8a13de542902fee2e8b456dee8778593", [128, 96]) {
      Linear(inputSize: 96, outputSize: 130, using: &$0)
    },
    GoldenLayer("Conv1d", "9bf794cc3deb75b1865840e400415d53", [4, 6, 200]) {
      Conv1d(inputChannels: 6, outputChannels: 20, kernelSize: 5, stride: 2, padding: 2, using: &$0)
    },
    GoldenLayer("Conv2d", "d7ac95db7cb9d781721a25794498ab5d", [6, 3, 30, 28]) {
      Conv2d(inputChannels: 3, outputChannels: 40, kernelSize: 3, padding: 1, using: &$0)
    },
    GoldenLayer("Conv2d dilated in groups", "37726140c8d57b6298a03fe4ed1a5521", [3, 8, 19, 17]) {
      Conv2d(
        inputChannels: 8, outputChannels: 12, kernelSize: 3, stride: 2, padding: 2, dilation: 2,
        groups: 4, using: &$0)
    },
    GoldenLayer("ConvTranspose2d", "96705a9e74fb2ac68996847e7f35ef2f", [3, 7, 13, 12]) {
      ConvTranspose2d(
        inputChannels: 7, outputChannels: 9, kernelSize: 4, stride: 2, padding: 1, using: &$0)
    },
    GoldenLayer("MaxPool2d", "9f41500f52cf53d0964b15e065f8542e", [4, 10, 45, 44]) { _ in
      MaxPool2d(kernelSize: 3, stride: 2, padding: 1)
    },
    GoldenLayer("AvgPool2d", "78a4a362829fab48bdb1bda6511bee10", [4, 10, 45, 44]) { _ in
      AvgPool2d(kernelSize: 2)
    },
    GoldenLayer("AdaptiveAvgPool2d", "03428625fe328d7e1dd7864ce63c32d6", [4, 10, 45, 44]) { _ in
      AdaptiveAvgPool2d(outputSize: 7)
    },
    GoldenLayer("LayerNorm", "cb49e170b4ac3daa214f8a866c88f0d9", [300, 260]) { _ in LayerNorm(260)
    },
    GoldenLayer("RMSNorm", "b42aa76b533fac68676e0827191f0abe", [300, 260]) { _ in RMSNorm(260) },
    GoldenLayer("BatchNorm1d", "d88934e6e5881f87ab371192c716d3c8", [300, 260]) { _ in
      BatchNorm1d(260)
    },
    GoldenLayer("BatchNorm2d", "c3568ba0e3bea5d698e79aaea9c16194", [8, 20, 23, 21]) { _ in
      BatchNorm2d(20)
    },
    GoldenLayer("GroupNorm", "6937ca18d5a3622adcfb89f0ee174feb", [8, 20, 23, 21]) { _ in
      GroupNorm(groups: 5, channels: 20)
    },
    GoldenLayer("Dropout", "2cc91a16362c0feb211e4e7e0146396a", [300, 260]) { _ in Dropout(0.3) },
    GoldenLayer("ReLU, Tanh, Sigmoid", "33f7bed410c52569f4e90cda06c0d144", [300, 260]) { _ in
      Sequential([ReLU(), Tanh(), Sigmoid()])
    },
    GoldenLayer("GELU, SiLU", "b8ed0b74b83e6b8b4e30ad18b04efc6b", [300, 260]) { _ in
      Sequential([GELU(), GELU(approximate: .tanh), SiLU()])
    },
    GoldenLayer("LeakyReLU, ELU, Softplus", "a30360923b629b1821c0880b50938ec6", [300, 260]) { _ in
      Sequential([LeakyReLU(), ELU(), Softplus()])
    },
    GoldenLayer("RNN", "f2a20d3532a4036a4282ca07a99feac6", [40, 9, 24]) {
      RNN(inputSize: 24, hiddenSize: 48, nonlinearity: .relu, layers: 2, using: &$0)
    },
    GoldenLayer("LSTM", "965622672c29d3c80b23a49d02119309", [40, 9, 24]) {
      LSTM(inputSize: 24, hiddenSize: 48, isBidirectional: true, dropout: 0.2, using: &$0)
    },
    GoldenLayer("GRU", "224779c5714269e5f69e594dd0c809e1", [40, 9, 24]) {
      GRU(inputSize: 24, hiddenSize: 48, layers: 2, isBidirectional: true, using: &$0)
    },
    GoldenLayer("MultiHeadAttention", "fd92a59c781edde525f580df66c8c17b", [5, 70, 64]) {
      MultiHeadAttention(size: 64, heads: 4, dropout: 0.1, using: &$0)
    },
    GoldenLayer("TransformerEncoderBlock", "a736db8db5fa7ad5c4390e8e3cce4498", [4, 50, 48]) {
      TransformerEncoderBlock(
        size: 48, heads: 3, feedForwardSize: 100, activation: .gelu, normFirst: true, using: &$0)
    },
    GoldenLayer("Residual", "6822f4582ff134726465af02cca59870", [128, 96]) {
      Residual(Linear(inputSize: 96, outputSize: 96, using: &$0))
    },
  ]
}

/// The bits of every kind of layer, forward and backward.
///
/// They are the same on every CPU level and for any number of threads; `make test` runs this suite once
/// more at the plainest level.
@Suite(.serialized) struct GoldenLayerTests {
  @Test(arguments: GoldenLayer.all) func theBitsAreTheGoldenOnes(_ layer: GoldenLayer) {
    defer { Parallel.threads = 1 }
    for threads in [1, 2, 3, 7] {
      Parallel.threads = threads
      #expect(layer.hash() == layer.expected, "\(layer.name), \(threads) threads")
    }
  }
}

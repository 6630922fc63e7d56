import Determinism
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

/// The examples of `Documentation/Networks.md`: they run here, and the page holds their text.
@Suite struct NetworksPageTests {
  private static let page: String = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let path = folder.appendingPathComponent("../../Documentation/Networks.md").path
    return (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }()

  /// Every line of code of the page, without the space before it, stands in this file.
  @Test func everyExampleOfThePageIsRunHere() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let known = Set(source.split(separator: "\n").map { $0.drop { $0 == " " } })
    let blocks = Self.page.components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count >= 4)
    for block in blocks {
      let code = block.components(separatedBy: "```").first ?? ""
      for line in code.split(separator: "\n") {
        #expect(known.contains(line.drop { $0 == " " }), "not run here: \(line)")
      }
    }
  }

  @Test func convolutionalNetwork() throws {
    let images = randomTensor([8, 1, 28, 28], seed: 1)
    let labels: [Int32] = [0, 1, 2, 3, 4, 5, 6, 7]
    var random = RandomStream(seed: 1).stream("network")
    let network = Sequential([
      Conv2d(inputChannels: 1, outputChannels: 32, kernelSize: 3, padding: 1, using: &random),
      BatchNorm2d(32), ReLU(), MaxPool2d(kernelSize: 2), Flatten(), Dropout(0.2),
      Linear(inputSize: 32 * 14 * 14, outputSize: 10, using: &random),
    ])
    var optimizer = AdamW(learningRate: 0.001, weightDecay: 0.01)
    var masks = RandomStream(seed: 1).stream("dropout")
    let loss = withTrainingMode(using: &masks) {
      crossEntropy(logits: network(images), labels: labels, labelSmoothing: 0.1)
    }
    network.zeroGradients()
    loss.backward()
    clipGradients(network.parameters, globalNorm: 1)
    optimizer.step(network.parameters)
    #expect(optimizer.updates == 1)
    #expect(network.parameters.allSatisfy { $0.value.isFinite })
  }

  @Test func sequences() throws {
    let tokens = (0..<24).map { Int32($0 % 7) }
    var random = RandomStream(seed: 2).stream("network")
    let embedding = Embedding(count: 1_000, size: 32, using: &random)
    let recurrent = LSTM(inputSize: 32, hiddenSize: 64, isBidirectional: true, using: &random)
    let words = embedding(tokens, shape: [3, 8])  // [B, T, 32]
    let (outputs, state) = recurrent(words, lengths: [8, 5, 2])  // [B, T, 128]
    let next = recurrent(words, state: state.detached)  // truncated: no gradient into the past
    let block = TransformerEncoderBlock(
      size: 32, heads: 4, feedForwardSize: 128, dropout: 0.1, normFirst: true, using: &random)
    let encoded = block(words)  // [B, T, 32]
    #expect(outputs.shape == [3, 8, 128])
    #expect(next.output.shape == [3, 8, 128])
    #expect(encoded.shape == [3, 8, 32])
    // Behind a sequence's end the outputs are zero.
    #expect(outputs.sliced(2..<3, axis: 0).sliced(2..<8, axis: 1).scalars.allSatisfy { $0 == 0 })
  }

  @Test func gradientOfGradient() throws {
    let (x, y) = (randomTensor([10, 1], seed: 3), randomTensor([10, 1], seed: 4))
    var random = RandomStream(seed: 3).stream("network")
    let network = Sequential([
      Linear(inputSize: 1, outputSize: 40, using: &random), Tanh(),
      Linear(inputSize: 40, outputSize: 1, using: &random),
    ])
    let inner = meanSquaredError(network(x), y)
    let gradients = inner.gradients(for: network.parameters, creatingGraph: true)
    let adapted = zip(network.parameters, gradients).map { $0.tensor - 0.01 * $1 }
    let outer = network.withValues(adapted) { meanSquaredError(network(x), y) }
    outer.backward()  // into the parameters, through the inner step
    #expect(outer.item < inner.item)
    #expect(network.parameters.allSatisfy { $0.gradient != nil })
  }

  @Test func specification() throws {
    let text = """
      input: [1, 28, 28]
      layers:
        - conv2d: {channels: 32, kernel: 3, padding: 1}
        - relu
        - max_pool2d: 2
        - flatten
        - linear: 10
      """
    #expect(Self.page.contains(text))
    var random = RandomStream(seed: 4)
    let specification = try NetworkSpecification(yaml: text, file: "network.yaml")
    let network = specification.makeNetwork(using: &random)
    #expect(network(Tensor.zeros([2, 1, 28, 28])).shape == [2, 10])
  }
}

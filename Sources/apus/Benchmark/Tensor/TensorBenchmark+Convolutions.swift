import Determinism
import NeuralNetworks
import TensorCore

extension TensorBenchmark {
  /// Convolution 3×3 4→16 on 10×10, linear 1024-128-6, the DQN update, batch 32.
  static func minAtarCNN(using random: inout RandomStream) -> Workload {
    func network() -> Sequential {
      Sequential([
        Conv2d(inputChannels: 4, outputChannels: 16, kernelSize: 3, using: &random), ReLU(),
        Flatten(), Linear(inputSize: 1024, outputSize: 128, using: &random), ReLU(),
        Linear(inputSize: 128, outputSize: 6, using: &random),
      ])
    }
    return dqn(
      network(), target: network(), observationShape: [4, 10, 10], batch: 32, actions: 6,
      using: &random)
  }

  /// Two padded 3×3 convolutions (32, 64) with max-pooling, linear 3136-256-10, Adam, batch 100.
  static func cnnMNIST(using random: inout RandomStream) -> Workload {
    cnnMNIST(learning: 0, using: &random)
  }

  /// The same as a step of fine-tuning: nothing but the last layer learns.
  static func cnnMNISTFrozen(using random: inout RandomStream) -> Workload {
    cnnMNIST(learning: 9, using: &random)
  }

  /// The same with the layers from `first` on learning.
  private static func cnnMNIST(
    learning first: Int, using random: inout RandomStream
  ) -> Workload {
    let network = Sequential([
      Conv2d(inputChannels: 1, outputChannels: 32, kernelSize: 3, padding: 1, using: &random),
      ReLU(), MaxPool2d(kernelSize: 2),
      Conv2d(inputChannels: 32, outputChannels: 64, kernelSize: 3, padding: 1, using: &random),
      ReLU(), MaxPool2d(kernelSize: 2), Flatten(),
      Linear(inputSize: 3136, outputSize: 256, using: &random), ReLU(),
      Linear(inputSize: 256, outputSize: 10, using: &random),
    ])
    for parameter in network.part(0..<first).parameters { parameter.isTrainable = false }
    let images = Tensor(shape: [100, 1, 28, 28]) { random.fillUniform($0, in: 0..<1) }
    let labels = integers(100, below: 10, using: &random)
    return Workload(parameters: network.parameters, optimizer: Adam(learningRate: 1e-3)) {
      crossEntropy(logits: network(images), labels: labels)
    }
  }
}

import Determinism
import TensorCore

extension NetworkSpecification {
  /// A network with fresh parameters.
  ///
  /// - Parameter random: Drawn from layer by layer, each weight before its bias; see `Linear`. In a
  ///   residual the body draws before the shortcut. What stands around the layers draws after them:
  ///   lateral connections, the input adapter, the output adapter; a frozen column is drawn too.
  /// - Returns: The network.
  public func makeNetwork(using random: inout RandomStream) -> Sequential {
    let inner = surroundings.inputAdapter ?? inputShape
    let (network, output) = Self.makeNetwork(layers, inputShape: inner, using: &random)
    guard surroundings != NetworkSurroundings() else { return network }
    var modules: [any Module] =
      surroundings.hasColumn
      ? [columns(of: network, inputShape: inner, using: &random)] : network.layers
    if let shape = surroundings.inputAdapter {
      modules.insert(
        Adapter(NetworkSurroundings.input, from: inputShape, to: shape, using: &random), at: 0)
    }
    if let outputs = surroundings.outputAdapter {
      modules.append(
        Adapter(NetworkSurroundings.output, from: output, to: [outputs], using: &random))
    }
    return Sequential(named: modules)
  }

  /// The layers beside a frozen column of the same.
  private func columns(
    of own: Sequential, inputShape: [Int], using random: inout RandomStream
  ) -> ProgressiveColumns {
    // Never throws: the layers were listed when the specification was made.
    let list = (try? ProgressiveLayer.list(layers, on: inputShape)) ?? []
    let activation = layers.lazy.compactMap { layer -> Activation? in
      if case .activation(let activation) = layer { activation } else { nil }
    }.first
    let laterals = list.map { layer in
      layer.map {
        ProgressiveColumns.Lateral($0, activation: activation ?? .relu, using: &random)
      }
    }
    let seen = Array(layers.prefix(ProgressiveLayer.seen(list)))
    let frozen = Self.makeNetwork(seen, inputShape: inputShape, using: &random).network
    return ProgressiveColumns(own: own, frozen: frozen, laterals: laterals)
  }

  /// The same for a list of layers, with the shape of its output.
  fileprivate static func makeNetwork(
    _ layers: [LayerSpecification], inputShape: [Int], using random: inout RandomStream
  ) -> (network: Sequential, outputShape: [Int]) {
    var shape = inputShape
    var modules: [any Module] = []
    for layer in layers {
      if case .residual(let body, let shortcut) = layer {
        let inner = makeNetwork(body, inputShape: shape, using: &random)
        let other = makeNetwork(shortcut, inputShape: shape, using: &random)
        modules.append(
          Residual(inner.network, shortcut: shortcut.isEmpty ? nil : other.network))
        shape = inner.outputShape
      } else {
        modules.append(layer.makeModule(inputShape: shape, using: &random))
        // Never throws: the layer was applied when the specification was made.
        shape = (try? layer.effect(on: shape))?.output ?? shape
      }
    }
    return (Sequential(modules), shape)
  }
}

extension LayerSpecification {
  /// The module for inputs of a shape; a residual is made by the network.
  fileprivate func makeModule(
    inputShape: [Int], using random: inout RandomStream
  ) -> any Module {
    switch self {
    case .linear(let size):
      return Linear(
        inputSize: inputShape[inputShape.count - 1], outputSize: size, using: &random)
    case .activation(.relu): return ReLU()
    case .activation(.tanh): return Tanh()
    case .activation(.sigmoid): return Sigmoid()
    case .activation(.none): return Sequential([])
    case .function(let function): return function.makeModule()
    case .flatten: return Flatten()
    case .convolution(let convolution):
      return convolution.makeModule(inputChannels: inputShape[0], using: &random)
    case .pooling(let pooling): return pooling.makeModule()
    case .normalization(let normalization):
      return normalization.makeModule(inputShape: inputShape)
    case .sequence(let sequence): return sequence.makeModule(inputShape: inputShape, using: &random)
    case .value(let layer): return layer.makeModule(inputShape: inputShape, using: &random)
    case .dropout(let rate): return Dropout(rate)
    case .residual: return Sequential([])
    }
  }
}

extension FunctionSpecification {
  fileprivate func makeModule() -> any Module {
    switch self {
    case .gelu(let isApproximate): GELU(approximate: isApproximate ? .tanh : .none)
    case .silu: SiLU()
    case .leakyReLU(let slope): LeakyReLU(slope: slope)
    case .elu(let alpha): ELU(alpha: alpha)
    case .softplus: Softplus()
    }
  }
}

extension ConvolutionSpecification {
  fileprivate func makeModule(
    inputChannels: Int, using random: inout RandomStream
  ) -> any Module {
    switch kind {
    case .conv1d:
      return Conv1d(
        inputChannels: inputChannels, outputChannels: channels, kernelSize: kernel.first,
        stride: stride.first, padding: padding.first, dilation: dilation.first, groups: groups,
        hasBias: hasBias, using: &random)
    case .conv2d:
      let (weight, bias) = convolutionParameters(
        "Conv2d", from: inputChannels, to: channels, kernel: [kernel.first, kernel.second],
        groups: groups, hasBias: hasBias, initializer: .linearDefault, using: &random)
      return Conv2d(
        weight: weight, bias: bias, stride: stride.pair, padding: padding.pair,
        dilation: dilation.pair, groups: groups)
    case .transposed2d:
      return ConvTranspose2d(
        inputChannels: inputChannels, outputChannels: channels, kernelSize: kernel.first,
        stride: stride.first, padding: padding.first, outputPadding: outputPadding.first,
        dilation: dilation.first, groups: groups, hasBias: hasBias, using: &random)
    }
  }
}

extension PoolingSpecification {
  fileprivate func makeModule() -> any Module {
    switch kind {
    case .maximum:
      MaxPool2d(kernelSize: size, stride: stride, padding: padding)
    case .average:
      AvgPool2d(kernelSize: size, stride: stride, padding: padding)
    case .adaptiveAverage: AdaptiveAvgPool2d(outputSize: size)
    }
  }
}

extension NormalizationSpecification {
  fileprivate func makeModule(inputShape: [Int]) -> any Module {
    let channels = inputShape[0]
    let last = inputShape[inputShape.count - 1]
    switch kind {
    case .batch where inputShape.count == 3:
      return BatchNorm2d(channels, momentum: momentum, epsilon: epsilon)
    case .batch: return BatchNorm1d(channels, momentum: momentum, epsilon: epsilon)
    case .layer: return LayerNorm(last, epsilon: epsilon)
    case .group: return GroupNorm(groups: groups, channels: channels, epsilon: epsilon)
    case .rms: return RMSNorm(last, epsilon: epsilon)
    }
  }
}

extension SequenceSpecification {
  fileprivate func makeModule(
    inputShape: [Int], using random: inout RandomStream
  ) -> any Module {
    let size = inputShape[inputShape.count - 1]
    switch self {
    case .embedding(let count, let size):
      return Embedding(count: count, size: size, using: &random)
    case .learnedPositions:
      return LearnedPositions(length: inputShape[0], size: size, using: &random)
    case .sinusoidalPositions: return SinusoidalPositions(length: inputShape[0], size: size)
    case .recurrent(let recurrent): return recurrent.makeModule(inputSize: size, using: &random)
    case .transformerEncoder(let transformer):
      return transformer.makeModule(size: size, using: &random)
    case .lastStep: return LastStep()
    case .meanOfSteps: return MeanOfSteps()
    }
  }
}

extension ValueLayerSpecification {
  fileprivate func makeModule(
    inputShape: [Int], using random: inout RandomStream
  ) -> any Module {
    let last = inputShape[inputShape.count - 1]
    switch self {
    case .noisyLinear(let size):
      return NoisyLinear(inputSize: last, outputSize: size, using: &random)
    case .dueling(let dueling):
      func stream(_ layers: [LayerSpecification]) -> Sequential {
        NetworkSpecification.makeNetwork(layers, inputShape: inputShape, using: &random).network
      }
      // The value draws before the advantage.
      let value = stream(dueling.value)
      return Dueling(
        value: value, advantage: stream(dueling.advantage), actions: dueling.actions,
        atoms: dueling.atoms)
    case .quantileEmbedding(let cosines):
      return QuantileEmbedding(cosines: cosines, size: last, using: &random)
    case .oneHot(let counts): return OneHotPlanes(counts)
    }
  }
}

extension RecurrentSpecification {
  fileprivate func makeModule(inputSize: Int, using random: inout RandomStream) -> any Module {
    switch kind {
    case .rnn:
      RNN(
        inputSize: inputSize, hiddenSize: hiddenSize, layers: layers,
        isBidirectional: isBidirectional, dropout: dropout, using: &random)
    case .lstm:
      LSTM(
        inputSize: inputSize, hiddenSize: hiddenSize, layers: layers,
        isBidirectional: isBidirectional, dropout: dropout, using: &random)
    case .gru:
      GRU(
        inputSize: inputSize, hiddenSize: hiddenSize, layers: layers,
        isBidirectional: isBidirectional, dropout: dropout, using: &random)
    }
  }
}

extension TransformerSpecification {
  fileprivate func makeModule(size: Int, using random: inout RandomStream) -> any Module {
    var blocks: [TransformerEncoderBlock] = []
    for _ in 0..<layers {
      blocks.append(
        TransformerEncoderBlock(
          size: size, heads: heads, feedForwardSize: feedForwardSize, dropout: dropout,
          activation: activation, normFirst: normFirst, using: &random))
    }
    return TransformerEncoder(blocks, norm: normFirst ? LayerNorm(size) : nil)
  }
}

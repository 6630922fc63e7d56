import TensorKernels

// Attention in recorded operations, all scores kept: for what the fused kernels do not give, the
// gradient of the mask and gradients of gradients. Padding is read here, and must be finite.

extension AttentionProblem {
  /// The output, recorded step by step.
  ///
  /// - Parameters:
  ///   - shape: the output's.
  ///   - inputs: query, then key and value where they stand apart.
  /// - Returns: the output.
  func recordedOutput(_ shape: Shape, _ inputs: [Tensor]) -> Tensor {
    let (q, k, v) = headsFirst(inputs)
    return rows(applied(weights(q, k)).matmul(v), output, shape)
  }

  /// The gradients of the inputs, as functions of the inputs and of the output's gradient.
  func recordedGradients(_ dy: Tensor, _ inputs: [Tensor]) -> [Tensor] {
    let (q, k, v) = headsFirst(inputs)
    let dOutput = heads(of: dy, output, queries, valueSize)
    let weights = weights(q, k)
    let dv = applied(weights).matmul(dOutput, transposeSelf: true)
    let dWeights = applied(dOutput.matmul(v, transposeOther: true))
    let mean = (weights * dWeights).sum(axis: -1, keepDimension: true)
    let dScores = weights * (dWeights - mean) * scale
    let dq = dScores.matmul(k)
    let dk = dScores.matmul(q, transposeSelf: true)
    switch inputs.count {
    case 1:
      let part: Shape = [batch, queries, heads * size]
      let parts = [rows(dq, query, part), rows(dk, key, part), rows(dv, value, part)]
      return [Tensor.concatenated(parts, axis: 2)]
    case 2:
      let part: Shape = [batch, keys, heads * size]
      return [
        rows(dq, query, inputs[0].shape),
        Tensor.concatenated([rows(dk, key, part), rows(dv, key, part)], axis: 2),
      ]
    default:
      return [
        rows(dq, query, inputs[0].shape), rows(dk, key, inputs[1].shape),
        rows(dv, value, inputs[2].shape),
      ]
    }
  }

  // MARK: - Weights

  /// `[B, H, Tq, Tk]`, before dropout; all 0 for a query that sees nothing.
  private func weights(_ query: Tensor, _ key: Tensor) -> Tensor {
    var scores = query.matmul(key, transposeOther: true) * scale
    // Far below all others yet finite, so that a query that sees nothing has weights to be set to 0.
    let hidden: Float = -1e30
    if let mask = options.mask { scores = scores + mask.clipped(min: hidden, max: .infinity) }
    let visible = visible()
    return (scores + (visible - 1) * -hidden).softmax() * visible
  }

  /// 1 where a query sees a key, else 0: `[B, H, Tq, Tk]`.
  private func visible() -> Tensor {
    let mask = options.mask.map { $0.detached.broadcast(to: [batch, heads, queries, keys]) }
    return Tensor(shape: [batch, heads, queries, keys]) { visible in
      for row in 0..<(batch * heads * queries) {
        let (b, i) = (row / (heads * queries), row % queries)
        let length = options.keyLengths?[b] ?? keys
        let end = options.isCausal ? Swift.min(length, options.firstQuery + i + 1) : length
        for j in 0..<keys {
          let isHidden = j >= end || mask.map { $0.base[row * keys + j] == -.infinity } ?? false
          visible[row * keys + j] = isHidden ? 0 : 1
        }
      }
    }
  }

  /// The weights after dropout.
  private func applied(_ weights: Tensor) -> Tensor {
    options.dropout > 0 ? weights * dropoutFactors() : weights
  }

  /// 0 or 1 / (1 − dropout), as the fused kernels have it: `[B, H, Tq, Tk]`.
  func dropoutFactors() -> Tensor {
    var shape = shapeOfHead
    return Tensor(shape: [batch, heads, queries, keys]) { factors in
      for row in 0..<(batch * heads * queries) {
        shape.seed = seed(ofHead: row / queries)
        ck_attention_dropout(factors.baseAddress.map { $0 + row * keys }, &shape, row % queries)
      }
    }
  }

  // MARK: - Layout

  private func headsFirst(_ inputs: [Tensor]) -> (query: Tensor, key: Tensor, value: Tensor) {
    (
      heads(of: inputs[0], query, queries, size),
      heads(of: inputs[Swift.min(1, inputs.count - 1)], key, keys, size),
      heads(of: inputs[inputs.count - 1], value, keys, valueSize)
    )
  }

  /// The heads that a layout describes, `[B, H, T, D]`.
  private func heads(of tensor: Tensor, _ layout: HeadLayout, _ time: Int, _ size: Int) -> Tensor {
    if layout.isHeadsFirst { return tensor.reshaped([batch, heads, time, size]) }
    let width = heads * size
    var part = tensor.reshaped([batch, time, layout.row])
    if width != layout.row {
      part = part.sliced(layout.offset..<layout.offset + width, axis: 2)
    }
    return part.reshaped([batch, time, heads, size]).permuted([0, 2, 1, 3])
  }

  /// The way back: `[B, H, T, D]` as `shape`, the heads side by side unless they come first.
  private func rows(_ tensor: Tensor, _ layout: HeadLayout, _ shape: Shape) -> Tensor {
    layout.isHeadsFirst
      ? tensor.reshaped(shape) : tensor.permuted([0, 2, 1, 3]).reshaped(shape)
  }
}

import TensorKernels
import Testing

/// The three update rules, element by element in plain Swift, with no tolerance.
@Suite struct OptimizerTests {
  @Test("SGD, with momentum, Nesterov's form and decay", arguments: KernelLevel.supported)
  func sgd(level: KernelLevel) {
    let (rate, decay): (Float, Float) = (0.1, 0.01)
    for count in awkwardLengths {
      for (momentum, nesterov) in [(Float(0), false), (0.9, false), (0.9, true)] {
        var (p, g, v) = state(count)
        let expected = (0..<count).map { i in
          let gradient = g[i].addingProduct(decay, p[i])
          let velocity = gradient.addingProduct(momentum, v[i])
          let change = nesterov ? gradient.addingProduct(momentum, velocity) : velocity
          return p[i].addingProduct(-rate, momentum == 0 ? gradient : change)
        }
        if momentum == 0 {
          level.functions.sgd(&p, g, nil, rate, 0, decay, false, count)
        } else {
          level.functions.sgd(&p, g, &v, rate, momentum, decay, nesterov, count)
        }
        #expect(sameBits(p, expected), "\(count) parameters, momentum \(momentum)")
      }
    }
  }

  @Test("RMSprop", arguments: KernelLevel.supported)
  func rmsprop(level: KernelLevel) {
    let alpha: Float = 0.95
    for count in awkwardLengths {
      for momentum in [Float(0), 0.5] {
        var (p, g, v) = state(count)
        var square = v.map { abs($0) }
        let expected = (0..<count).map { i in
          let gradient = g[i].addingProduct(0.01, p[i])
          let s = ((1 - alpha) * (gradient * gradient)).addingProduct(alpha, square[i])
          let change = gradient / (s.squareRoot() + 1e-5)
          return p[i].addingProduct(
            -0.1, momentum == 0 ? change : change.addingProduct(momentum, v[i]))
        }
        if momentum == 0 {
          level.functions.rmsprop(&p, g, &square, nil, 0.1, alpha, 1e-5, 0, 0.01, count)
        } else {
          level.functions.rmsprop(&p, g, &square, &v, 0.1, alpha, 1e-5, momentum, 0.01, count)
        }
        #expect(sameBits(p, expected), "\(count) parameters, momentum \(momentum)")
      }
    }
  }

  @Test("Adam and AdamW", arguments: KernelLevel.supported)
  func adam(level: KernelLevel) {
    let (rate, b1, b2, epsilon): (Float, Float, Float, Float) = (0.01, 0.9, 0.999, 1e-8)
    let (c1, c2, decay): (Float, Float, Float) = (0.19, 0.001999, 0.1)
    for count in awkwardLengths {
      for decoupled in [false, true] {
        var (p, g, m) = state(count)
        var v = m.map { abs($0) }
        var expected = (p, m, v)
        for i in 0..<count {
          let gradient = g[i].addingProduct(decoupled ? 0 : decay, p[i])
          expected.1[i] = ((1 - b1) * gradient).addingProduct(b1, m[i])
          expected.2[i] = ((1 - b2) * (gradient * gradient)).addingProduct(b2, v[i])
          let size = epsilon.addingProduct(expected.2[i].squareRoot(), 1 / c2.squareRoot())
          let kept = decoupled ? p[i] * (1 - rate * decay) : p[i]
          expected.0[i] = kept - rate / c1 * expected.1[i] / size
        }
        level.functions.adam(&p, g, &m, &v, rate, b1, b2, epsilon, c1, c2, decay, decoupled, count)
        #expect(sameBits(p, expected.0) && sameBits(m, expected.1) && sameBits(v, expected.2))
      }
    }
  }

  @Test("Three steps of Adam as Kingma and Ba's algorithm has them, in Double")
  func adamAgainstThePaper() {
    var (p, m, v): ([Float], [Float], [Float]) = ([1], [0], [0])
    var (x, first, second) = (1.0, 0.0, 0.0)
    for t in 1...3 {
      let gradient = 2 * x
      first = 0.9 * first + 0.1 * gradient
      second = 0.999 * second + 0.001 * gradient * gradient
      let corrections = (
        (1...t).reduce(1.0) { power, _ in power * 0.9 },
        (1...t).reduce(1.0) { power, _ in power * 0.999 }
      )
      let (c1, c2) = (1 - corrections.0, 1 - corrections.1)
      x -= 0.1 * (first / c1) / ((second / c2).squareRoot() + 1e-8)
      ck_adam(&p, [2 * p[0]], &m, &v, 0.1, 0.9, 0.999, 1e-8, Float(c1), Float(c2), 0, false, 1)
      #expect(abs(Double(p[0]) - x) < 2e-6)
    }
  }

  /// Parameters, gradients and a state.
  private func state(_ count: Int) -> ([Float], [Float], [Float]) {
    var inputs = KernelInputs(seed: 41)
    return (inputs.floats(count), inputs.floats(count), inputs.floats(count))
  }
}

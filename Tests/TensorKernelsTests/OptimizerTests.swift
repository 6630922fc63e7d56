import TensorKernels
import Testing

/// The update rules, element by element in plain Swift, with no tolerance.
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
          level.functions.sgd(&p, g, nil, rate, 0, decay, false, 1, .infinity, count)
        } else {
          level.functions.sgd(&p, g, &v, rate, momentum, decay, nesterov, 1, .infinity, count)
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
          level.functions.rmsprop(
            &p, g, &square, nil, 0.1, alpha, 1e-5, 0, 0.01, 1, .infinity, count)
        } else {
          level.functions.rmsprop(
            &p, g, &square, &v, 0.1, alpha, 1e-5, momentum, 0.01, 1, .infinity, count)
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
        level.functions.adam(
          &p, g, &m, &v, rate, b1, b2, epsilon, c1, c2, decay, decoupled, 1, .infinity, count)
        #expect(sameBits(p, expected.0) && sameBits(m, expected.1) && sameBits(v, expected.2))
      }
    }
  }

  @Test("Lion, with decay", arguments: KernelLevel.supported)
  func lion(level: KernelLevel) {
    let (rate, b1, b2, decay): (Float, Float, Float, Float) = (0.01, 0.9, 0.99, 0.1)
    for count in awkwardLengths {
      var (p, g, m) = state(count)
      var expected = (p, m)
      for i in 0..<count {
        let direction = ((1 - b1) * g[i]).addingProduct(b1, m[i])
        let sign: Float = direction > 0 ? 1 : direction < 0 ? -1 : 0
        expected.1[i] = ((1 - b2) * g[i]).addingProduct(b2, m[i])
        expected.0[i] = p[i].addingProduct(-rate, sign.addingProduct(decay, p[i]))
      }
      level.functions.lion(&p, g, &m, rate, b1, b2, decay, 1, .infinity, count)
      #expect(sameBits(p, expected.0) && sameBits(m, expected.1))
    }
  }

  @Test("Every rule takes the gradient scaled, then clipped", arguments: KernelLevel.supported)
  func clipping(level: KernelLevel) {
    let (scale, limit): (Float, Float) = (0.5, 0.25)
    let functions = level.functions
    for count in awkwardLengths {
      let (p, g, m) = state(count)
      let v = m.map { abs($0) }
      let clipped = g.map { min(max($0 * scale, -limit), limit) }
      for rule in 0..<4 {
        func run(_ g: [Float], _ scale: Float, _ limit: Float) -> [[Float]] {
          var (p, m, v) = (p, m, v)
          switch rule {
          case 0: functions.sgd(&p, g, &m, 0.1, 0.9, 0.01, false, scale, limit, count)
          case 1: functions.rmsprop(&p, g, &v, &m, 0.1, 0.9, 1e-8, 0.5, 0, scale, limit, count)
          case 2:
            functions.adam(
              &p, g, &m, &v, 0.1, 0.9, 0.99, 1e-8, 0.5, 0.25, 0.01, true, scale, limit, count)
          default: functions.lion(&p, g, &m, 0.1, 0.9, 0.99, 0.01, scale, limit, count)
          }
          return [p, m, v]
        }
        let (once, apart) = (run(g, scale, limit), run(clipped, 1, .infinity))
        #expect(zip(once, apart).allSatisfy(sameBits), "rule \(rule), \(count) parameters")
      }
    }
  }

  @Test("The single parts, on updates of their own", arguments: KernelLevel.supported)
  func parts(level: KernelLevel) {
    let (b1, b2): (Float, Float) = (0.9, 0.99)
    for count in awkwardLengths {
      let (u, _, m) = state(count)
      let v = m.map { abs($0) }
      for nesterov in [false, true] {
        var (update, velocity) = (u, m)
        level.functions.momentum_direction(&update, &velocity, b1, nesterov, count)
        let next = (0..<count).map { u[$0].addingProduct(b1, m[$0]) }
        let expected = (0..<count).map { nesterov ? u[$0].addingProduct(b1, next[$0]) : next[$0] }
        #expect(sameBits(velocity, next) && sameBits(update, expected))
      }
      var (update, square) = (u, v)
      level.functions.rmsprop_direction(&update, &square, b1, 1e-5, count)
      let next = (0..<count).map { ((1 - b1) * (u[$0] * u[$0])).addingProduct(b1, v[$0]) }
      #expect(sameBits(square, next))
      #expect(sameBits(update, (0..<count).map { u[$0] / (next[$0].squareRoot() + 1e-5) }))
      var (moment, second) = (m, v)
      update = u
      level.functions.adam_direction(&update, &moment, &second, b1, b2, 1e-8, 0.5, 0.25, count)
      let direction = (0..<count).map { i in
        Float(2) * moment[i] / Float(1e-8).addingProduct(second[i].squareRoot(), 2)
      }
      #expect(sameBits(update, direction))
      (update, moment) = (u, m)
      level.functions.lion_direction(&update, &moment, b1, b2, count)
      let signs = (0..<count).map { i -> Float in
        let sum = ((1 - b1) * u[i]).addingProduct(b1, m[i])
        return sum > 0 ? 1 : sum < 0 ? -1 : 0
      }
      #expect(sameBits(update, signs))
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
      ck_adam(
        &p, [2 * p[0]], &m, &v, 0.1, 0.9, 0.999, 1e-8, Float(c1), Float(c2), 0, false, 1, .infinity,
        1)
      #expect(abs(Double(p[0]) - x) < 2e-6)
    }
  }

  /// Parameters, gradients and a state.
  private func state(_ count: Int) -> ([Float], [Float], [Float]) {
    var inputs = KernelInputs(seed: 41)
    return (inputs.floats(count), inputs.floats(count), inputs.floats(count))
  }
}

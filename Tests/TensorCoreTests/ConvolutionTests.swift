import TensorCore
import TestSupport
import Testing

/// Sizes of a convolution, drawn at random.
private struct Draw: CustomStringConvertible {
  let x: Shape
  let weight: Shape
  let stride: (Int, Int)
  let padding: (Int, Int)
  let dilation: (Int, Int)
  let groups: Int

  init(seed: UInt64) {
    let numbers = randomTensor([16], seed: seed, in: 0..<1).scalars
    func draw(_ place: Int, _ range: ClosedRange<Int>) -> Int {
      range.lowerBound + Int(numbers[place] * Float(range.count))
    }
    groups = [1, 1, 2, 3][draw(0, 0...3)]
    let channels = draw(1, 1...5)
    let outputs = draw(2, 1...9)
    stride = (draw(3, 1...3), draw(4, 1...3))
    padding = (draw(5, 0...3), draw(6, 0...3))
    dilation = (draw(7, 1...3), draw(8, 1...2))
    let kernel = (draw(9, 1...4), draw(10, 1...3))
    let smallest = ((kernel.0 - 1) * dilation.0 + 1, (kernel.1 - 1) * dilation.1 + 1)
    x = [
      draw(11, 1...3), channels * groups, smallest.0 + draw(12, 0...9),
      smallest.1 + draw(13, 0...9),
    ]
    weight = [outputs * groups, channels, kernel.0, kernel.1]
  }

  var description: String {
    "\(x), weight \(weight), stride \(stride), padding \(padding), dilation \(dilation), "
      + "\(groups) groups"
  }

  func apply(_ x: Tensor, _ weight: Tensor, _ bias: Tensor?) -> Tensor {
    x.conv2d(
      weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups)
  }

  /// The sums as the formula says, in Double.
  func naive(_ x: Tensor, _ w: Tensor, _ b: Tensor, _ result: Shape) -> [Float] {
    let (xs, ws, bs) = (x.scalars, w.scalars, b.scalars)
    let (c, o) = (weight[1], weight[0])
    var y: [Float] = []
    for place in 0..<result.count {
      let column = place % result[3]
      let row = place / result[3] % result[2]
      let output = place / (result[3] * result[2]) % o
      let image = place / (result[3] * result[2] * o)
      var sum = Double(bs[output])
      for i in 0..<weight.count / o {
        let (channel, k, l) = (
          i / (weight[2] * weight[3]), i / weight[3] % weight[2], i % weight[3]
        )
        let at = (
          row * stride.0 + k * dilation.0 - padding.0,
          column * stride.1 + l * dilation.1 - padding.1
        )
        guard at.0 >= 0, at.0 < self.x[2], at.1 >= 0, at.1 < self.x[3] else { continue }
        let source = image * self.x[1] + output / (o / groups) * c + channel
        sum +=
          Double(ws[output * (weight.count / o) + i])
          * Double(xs[(source * self.x[2] + at.0) * self.x[3] + at.1])
      }
      y.append(Float(sum))
    }
    return y
  }
}

@Suite struct ConvolutionTests {
  @Test func aConvolutionIsItsFormula() {
    for seed in 0..<60 {
      let draw = Draw(seed: UInt64(seed))
      let x = randomTensor(draw.x, seed: 1)
      let weight = randomTensor(draw.weight, seed: 2)
      let bias = randomTensor([draw.weight[0]], seed: 3)
      let y = draw.apply(x, weight, bias)
      expectNear(
        y.scalars, draw.naive(x, weight, bias, y.shape), tolerance: 4e-6, "seed \(seed): \(draw)")
    }
  }

  @Test func widePanelsManyChannelsAndLongKernelsAreRightToo() {
    for (x, w, padding) in [
      ([2, 33, 7, 9], [70, 33, 3, 3], 1), ([1, 64, 8, 8], [32, 64, 3, 3], 1),
      ([1, 520, 3, 3], [8, 520, 1, 2], 0), ([1, 2, 40, 41], [17, 2, 5, 5], 2),
    ] as [(Shape, Shape, Int)] {
      let x = randomTensor(x, seed: 1)
      let weight = randomTensor(w, seed: 2)
      // ⟨dy, x ∗ w⟩ = ⟨dx, x⟩ = ⟨dw, w⟩ for every dy, and one output by its formula.
      let input = Parameter(x)
      let filters = Parameter(weight)
      let y = input.tensor.conv2d(filters.tensor, padding: (padding, padding))
      let dy = randomTensor(y.shape, seed: 3)
      let product = (y * dy).sum()
      product.backward()
      let bySquares = (y * y).sum().item
      #expect(bySquares > 0)
      let scale = (bySquares * (dy * dy).sum().item).squareRoot()
      if let dx = input.gradient, let dw = filters.gradient {
        #expect(abs((dx * x).sum().item - product.item) < 1e-5 * scale, "\(x.shape) \(w)")
        #expect(abs((dw * weight).sum().item - product.item) < 1e-5 * scale, "\(x.shape) \(w)")
      } else {
        Issue.record("a gradient is missing")
      }
      var sum = 0.0
      for c in 0..<w[1] {
        for k in 0..<w[2] {
          for l in 0..<w[3] {
            let place = (c * x.shape[2] + 2 + k - padding) * x.shape[3] + 1 + l - padding
            guard 2 + k - padding < x.shape[2], 1 + l - padding >= 0 else { continue }
            sum += Double(x.scalars[place]) * Double(weight.scalars[(c * w[2] + k) * w[3] + l])
          }
        }
      }
      expectNear([y.scalars[2 * y.shape[3] + 1]], [Float(sum)], tolerance: 1e-5, "\(w)")
    }
  }

  @Test func gradientsAreThoseOfTheValues() {
    for seed in 0..<24 {
      let draw = Draw(seed: UInt64(100 + seed))
      let inputs = [
        randomTensor(draw.x, seed: 1), randomTensor(draw.weight, seed: 2),
        randomTensor([draw.weight[0]], seed: 3),
      ]
      expectGradient(inputs, seed: UInt64(seed), tolerance: 2e-3) { values in
        let y = draw.apply(values[0], values[1], values[2]).tanh()
        return (y * randomTensor(y.shape, seed: 7, in: 0.5..<1.5)).mean()
      }
    }
  }

  @Test func gradientsOfTheTransposedConvolutionAreThoseOfTheValues() {
    for (seed, stride) in [1, 2, 3].enumerated() {
      let inputs = [
        randomTensor([2, 4, 3, 5], seed: 1), randomTensor([4, 3, 3, 2], seed: 2),
        randomTensor([6], seed: 3),
      ]
      expectGradient(inputs, seed: UInt64(seed), tolerance: 2e-3) { values in
        values[0].convTranspose2d(
          values[1], bias: values[2], stride: (stride, 2), padding: (1, 1),
          outputPadding: (stride - 1, 1), dilation: (1, 2), groups: 2
        ).tanh().mean()
      }
    }
  }

  @Test func gradientsOfGradientsAreThoseOfTheGradients() {
    for stride in [1, 2] {
      let inputs = [
        randomTensor([2, 2, 5, 6], seed: 4), randomTensor([3, 2, 3, 3], seed: 5),
        randomTensor([3], seed: 6),
      ]
      for activation in [Activation.none, .tanh] {
        expectGradientOfGradient(inputs, seed: UInt64(stride)) { values in
          values[0].conv2d(
            values[1], bias: values[2], stride: (stride, stride), padding: (1, 1),
            activation: activation
          ).squared().mean()
        }
      }
      expectGradientOfGradient(
        [randomTensor([2, 3, 4, 3], seed: 7), randomTensor([3, 2, 3, 3], seed: 8)],
        seed: UInt64(stride)
      ) { values in
        values[0].convTranspose2d(values[1], stride: (stride, stride)).squared().mean()
      }
    }
  }

  @Test func aFusedPoolHasTheBitsOfItsOwnOperation() throws {
    for (x, w, pool) in [
      ([3, 2, 9, 8], [20, 2, 3, 3], (2, 2)), ([1, 1, 12, 12], [7, 1, 3, 3], (3, 2)),
    ] as [(Shape, Shape, (Int, Int))] {
      for activation in [Activation.none, .relu] {
        func run(_ fused: Bool) throws -> [[Float]] {
          let inputs = [
            randomTensor(x, seed: 1), randomTensor(w, seed: 2), randomTensor([w[0]], seed: 3),
          ].map { Parameter($0) }
          let t = inputs.map(\.tensor)
          let y =
            fused
            ? t[0].conv2d(
              t[1], bias: t[2], stride: (1, 1), padding: (1, 1), dilation: (1, 1), groups: 1,
              activation: activation, maxPool: pool)
            : t[0].conv2d(t[1], bias: t[2], padding: (1, 1), activation: activation)
              .maxPool2d(kernel: pool)
          (y * randomTensor(y.shape, seed: 4)).sum().backward()
          return try [y.scalars] + inputs.map { try #require($0.gradient).scalars }
        }
        for (a, b) in zip(try run(true), try run(false)) { expectEqual(a, b, "\(x) \(pool)") }
      }
    }
  }

  @Test func frozenWeightsAndConstantInputsHaveNoGradient() throws {
    let x = Parameter(randomTensor([1, 2, 4, 4], seed: 1))
    let w = Parameter(randomTensor([3, 2, 3, 3], seed: 2), isTrainable: false)
    let b = Parameter(randomTensor([3], seed: 3))
    x.tensor.conv2d(w.tensor, bias: b.tensor).sum().backward()
    #expect(w.gradient == nil)
    expectNear(try #require(b.gradient).scalars, [4, 4, 4])
    #expect(x.gradient != nil)
    w.isTrainable = true
    b.gradient = nil
    x.value.conv2d(w.tensor, bias: b.tensor).sum().backward()
    #expect(w.gradient?.shape == [3, 2, 3, 3] && b.gradient != nil)
  }

  @Test func anEmptyBatchHasAnEmptyResultAndGradientsOfZero() throws {
    let x = Parameter(Tensor([], shape: [0, 2, 5, 5]))
    let w = Parameter(randomTensor([3, 2, 3, 3], seed: 2))
    let b = Parameter(randomTensor([3], seed: 3))
    let y = x.tensor.conv2d(w.tensor, bias: b.tensor, padding: (1, 1), activation: .relu)
    #expect(y.shape == [0, 3, 5, 5])
    y.maxPool2d(kernel: (2, 2)).sum().backward()
    #expect(x.gradient?.shape == [0, 2, 5, 5])
    #expect(try #require(w.gradient).scalars.allSatisfy { $0 == 0 })
    #expect(try #require(b.gradient).scalars == [0, 0, 0])
    let back = x.value.convTranspose2d(randomTensor([2, 3, 3, 3], seed: 4))
    #expect(back.shape == [0, 3, 7, 7])
  }

  @Test func notANumberReachesEveryWindowThatHoldsIt() {
    var values = [Float](repeating: 1, count: 25)
    values[12] = .nan
    let x = Tensor(values, shape: [1, 1, 5, 5])
    let y = x.conv2d(Tensor.ones([1, 1, 3, 3]), padding: (1, 1)).scalars
    for (place, value) in y.enumerated() {
      let (row, column) = (place / 5, place % 5)
      #expect(value.isNaN == ((1...3).contains(row) && (1...3).contains(column)), "\(place)")
    }
    let pooled = x.maxPool2d(kernel: (3, 3), stride: (2, 2)).scalars
    #expect(pooled.allSatisfy { $0.isNaN })
  }

  @Test func mistakesOfShapeStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([1, 2, 5, 5]).conv2d(Tensor.zeros([3, 3, 3, 3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([1, 2, 5, 5]).conv2d(Tensor.zeros([3, 2, 6, 3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([1, 2, 5, 5]).conv2d(Tensor.zeros([3, 2, 3, 3]), bias: Tensor.zeros([2]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([1, 4, 5, 5]).conv2d(Tensor.zeros([3, 2, 3, 3]), groups: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([1, 2, 5, 5]).convTranspose2d(
        Tensor.zeros([2, 2, 3, 3]), outputPadding: (1, 0))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([1, 2, 5]).maxPool2d(kernel: (2, 2))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([1, 2, 5, 5]).averagePool2d(kernel: (6, 2))
    }
  }
}

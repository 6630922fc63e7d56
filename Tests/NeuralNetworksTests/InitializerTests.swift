import Determinism
import NeuralNetworks
import TensorCore
import Testing

struct InitializerTests {
  private func values(_ initializer: Initializer, _ shape: Shape, seed: UInt64 = 1) -> [Float] {
    var random = RandomStream(seed: seed)
    return initializer.tensor(shape: shape, using: &random).scalars
  }

  private func deviation(_ values: [Float]) -> Double {
    (values.reduce(0) { $0 + Double($1) * Double($1) } / Double(values.count)).squareRoot()
  }

  /// Shape [40, 60, 2]: fan-in 120, fan-out 80.
  @Test(arguments: [
    (Initializer.linearDefault, Float(1.0 / 120.0).squareRoot()),
    (.kaimingUniform(gain: 2), 2 * Float(3.0 / 120.0).squareRoot()),
    (.xavierUniform(gain: 1), Float(6.0 / 200.0).squareRoot()),
  ])
  func uniformOnesFillTheirBounds(_ initializer: Initializer, _ bound: Float) {
    let values = values(initializer, [40, 60, 2])
    #expect(values.count == 4800)
    #expect(values.allSatisfy { abs($0) <= bound })
    // Of 4800 draws the chance that none is in the outer hundredth at one side is 10⁻¹¹.
    #expect(values.contains { $0 > 0.99 * bound } && values.contains { $0 < -0.99 * bound })
    #expect(abs(deviation(values) / (Double(bound) / 3.0.squareRoot()) - 1) < 0.05)
  }

  @Test(arguments: [
    (Initializer.kaimingNormal(gain: 1.5), 1.5 * (1.0 / 120.0).squareRoot()),
    (.xavierNormal(gain: 2), 2 * (2.0 / 200.0).squareRoot()),
  ])
  func normalOnesHaveTheirDeviation(_ initializer: Initializer, _ expected: Double) {
    // The deviation of 4800 draws is within 1 % in two cases of three; 5 % is five times that.
    #expect(abs(deviation(values(initializer, [40, 60, 2])) / expected - 1) < 0.05)
  }

  @Test func constantsDrawNothing() {
    var random = RandomStream(seed: 3)
    let untouched = random
    #expect(Initializer.zeros.tensor(shape: [2], using: &random).scalars == [0, 0])
    #expect(Initializer.constant(3).tensor(shape: [2], using: &random).scalars == [3, 3])
    #expect(random == untouched)
  }

  @Test(arguments: [[3, 8], [8, 3], [5, 5], [4, 2, 3]])
  func orthogonalRowsOrColumnsAreOrthogonal(_ dimensions: [Int]) {
    let gain: Float = 1.5
    let values = values(.orthogonal(gain: gain), Shape(dimensions))
    let rows = dimensions[0]
    let columns = values.count / rows
    let isWide = rows <= columns
    for i in 0..<min(rows, columns) {
      for j in 0...i {
        var product: Double = 0
        for k in 0..<max(rows, columns) {
          let a = isWide ? values[i * columns + k] : values[k * columns + i]
          let b = isWide ? values[j * columns + k] : values[k * columns + j]
          product += Double(a) * Double(b)
        }
        #expect(abs(product - (i == j ? 2.25 : 0)) < 1e-6)
      }
    }
  }

  @Test func linearDrawsItsWeightAndThenItsBias() {
    var random = RandomStream(seed: 5)
    var same = RandomStream(seed: 5)
    let linear = Linear(inputSize: 4, outputSize: 3, using: &random)
    let weight = Tensor(shape: [3, 4]) { same.fillUniform($0, in: -0.5..<0.5) }
    let bias = Tensor(shape: [3]) { same.fillUniform($0, in: -0.5..<0.5) }
    #expect(linear.weight.value.scalars == weight.scalars)
    #expect(linear.bias?.value.scalars == bias.scalars)
    #expect(random == same)
  }

  @Test func otherInitializersLeaveTheBiasAtZero() {
    var random = RandomStream(seed: 5)
    let linear = Linear(
      inputSize: 4, outputSize: 3, initializer: .orthogonal(gain: 1), using: &random)
    #expect(linear.bias?.value.scalars == [0, 0, 0])
  }

  @Test func theSameSeedGivesTheSameNetworkForEver() throws {
    let specification = try NetworkSpecification.mlp(
      inputShape: [4], hiddenSizes: [16, 16], outputSize: 2)
    func hash(seed: UInt64) -> String {
      var random = RandomStream(seed: seed)
      let network = specification.makeNetwork(using: &random)
      var bytes: [UInt8] = []
      for parameter in network.parameters {
        for value in parameter.value.scalars {
          let bits = value.bitPattern
          for shift in stride(from: UInt32(0), to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
          }
        }
      }
      var sha = SHA256()
      sha.update(bytes)
      return SHA256.hex(of: sha.finalize())
    }
    #expect(hash(seed: 1) == "043e5d1656cf422f0ad2bcc45b52aa942cfa0e02ff86863f8246492becbdc32e")
    #expect(hash(seed: 1) != hash(seed: 2))
  }
}

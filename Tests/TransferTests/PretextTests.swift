import Determinism
import NeuralNetworks
import TensorCore
import TestSupport
import Testing
import Transfer

/// Losses and what they are taken of, held against PyTorch: Reference/make_pretraining.py.
@Suite struct PretextTests {
  private func numbers(_ count: Int, _ factor: Int, _ modulus: Int) -> [Float] {
    (0..<count).map { Float(Double(factor * $0 % modulus) / Double(modulus) * 2 - 1) }
  }

  @Test func theContrastIsPyTorchs() {
    let cases: [(temperature: Float, loss: Float, gradient: [Float])] = [
      (
        0.5, 3.3884332,
        [0.13253546, -0.32456672, 0.025443036, -0.2708875, -0.38127926, 0.19023147]
      ),
      (
        0.1, 12.404427, [0.6433191, -1.6197853, 0.043653637, -1.3721898, -1.9168532, 1.1524977]
      ),
    ]
    for expected in cases {
      let features = Parameter(Tensor(numbers(24, 7, 23), shape: [8, 3]))
      let loss = contrastLoss(features.tensor, temperature: expected.temperature)
      loss.backward()
      expectNear([loss.item], [expected.loss], tolerance: 1e-6, "loss")
      let gradient = (features.gradient?.scalars ?? []).prefix(6)
      expectNear(Array(gradient), expected.gradient, tolerance: 2e-6, "gradient")
    }
  }

  /// Two pairs at right angles: a row's partner has the cosine 1, both others 0.
  @Test func theContrastOfTwoPairsIsByHand() {
    let features = Tensor([3, 0, 0, 2, 1, 0, 0, 5], shape: [4, 2])
    // −log(e² / (e² + 1 + 1)) at τ = 0.5.
    expectNear([contrastLoss(features, temperature: 0.5).item], [0.23954477], tolerance: 1e-6)
  }

  @Test func imagesAreTurnedToTheLeft() {
    let images = Tensor((0..<9).map(Float.init), shape: [1, 1, 3, 3])
    let expected: [[Float]] = [
      [0, 1, 2, 3, 4, 5, 6, 7, 8], [2, 5, 8, 1, 4, 7, 0, 3, 6], [8, 7, 6, 5, 4, 3, 2, 1, 0],
      [6, 3, 0, 7, 4, 1, 8, 5, 2],
    ]
    for quarters in 0..<4 {
      let turned = RotationPretext.turned(images, quarters: quarters)
      #expect(turned.scalars == expected[quarters], "\(quarters) quarters")
    }
  }

  /// The input has holes, the answer is whole.
  @Test func theDenoisingLossIsPyTorchs() throws {
    var configuration = PretrainingConfiguration()
    configuration.training.activation = .sigmoid
    configuration.training.hiddenSizes = [3]
    var random = RandomStream(seed: 1)
    let specification = try configuration.bodySpecification(exampleShape: [4])
    let body = specification.makeNetwork(using: &random)
    let pretext = try ReconstructionPretext(
      configuration: configuration, body: specification, inputScale: nil, using: &random)
    body.parameters[0].value = Tensor(numbers(12, 5, 13), shape: [3, 4])
    body.parameters[1].value = Tensor([0.1, -0.2, 0.3])
    pretext.head[0].value = Tensor(numbers(12, 3, 11), shape: [4, 3])
    pretext.head[1].value = Tensor([0, 0.1, -0.1, 0.2])
    #expect(pretext.head.map(\.name) == ["head.linear.0.weight", "head.linear.0.bias"])
    let loss = pretext.loss(
      of: Tensor([0, 0, 0.25, 0.5, 0, 0, 0.75, 0], shape: [2, 4]),
      answers: Tensor([0, 1, 0.25, 0.5, 1, 0, 0.75, 0.5], shape: [2, 4]), body: body)
    loss.backward()
    expectNear([loss.item], [0.72904515], tolerance: 1e-6, "loss")
    expectNear(
      body.parameters[0].gradient?.scalars ?? [],
      [
        0, 0, 0.015709694, -0.009487846, 0, 0, -0.00424465, 0.0074468567, 0, 0, 0.0016874238,
        0.00080410333,
      ], tolerance: 1e-7, "gradient of the weights")
    expectNear(
      pretext.head[1].gradient?.scalars ?? [],
      [-0.041210976, -0.00441052, 0.0001741685, -0.017225623], tolerance: 1e-7,
      "gradient of the decoder's biases")
  }

  // MARK: Damage

  @Test func eachDamageDoesWhatItsNameSays() {
    let examples = Tensor(
      (0..<7840).map { Float($0 % 97 + 1) / 100 }, shape: [10, 1, 28, 28])
    func damaged(_ corruption: PretrainingConfiguration.Corruption, _ noise: Float) -> [Float] {
      var random = RandomStream(seed: 3)
      return corruption.damaged(examples, noise: noise, using: &random).scalars
    }
    let whole = examples.scalars
    func share(_ values: [Float], _ isMeant: (Float, Float) -> Bool) -> Double {
      Double(zip(values, whole).count { isMeant($0, $1) }) / Double(whole.count)
    }
    let masked = damaged(.masking, 0.3)
    #expect(abs(share(masked) { value, _ in value == 0 } - 0.3) < 0.02)
    #expect(share(masked) { $0 == 0 || $0 == $1 } == 1)
    let spotted = damaged(.saltAndPepper, 0.4)
    #expect(abs(share(spotted) { value, _ in value == 0 } - 0.2) < 0.02)
    #expect(abs(share(spotted) { value, _ in value == 1 } - 0.2) < 0.02)
    let noisy = zip(damaged(.gaussian, 0.5), whole).map { Double($0 - $1) }
    let variance = noisy.reduce(0) { $0 + $1 * $1 } / Double(noisy.count)
    #expect(abs(variance.squareRoot() - 0.5) < 0.02)
    let tiled = damaged(.tiles, 0.5)
    #expect(abs(share(tiled) { value, _ in value == 0 } - 0.5) < 0.1)
    // Whole tiles: of each, all 49 pixels or none.
    for tile in 0..<160 {
      let (image, row, column) = (tile / 16, tile % 16 / 4 * 7, tile % 4 * 7)
      let zeros = (0..<49).count {
        tiled[image * 784 + (row + $0 / 7) * 28 + column + $0 % 7] == 0
      }
      #expect(zeros == 0 || zeros == 49)
    }
  }

  @Test func aDistortionOfNothingChangesNothing() {
    var configuration = PretrainingConfiguration()
    (configuration.shift, configuration.turn, configuration.zoom) = (0, 0, 0)
    (configuration.pixelNoise, configuration.erase) = (0, 0)
    let images = Tensor((0..<50).map { Float($0) / 50 }, shape: [2, 1, 5, 5])
    var random = RandomStream(seed: 1)
    let same = ImageDistortion(configuration).distorted(images, using: &random)
    expectNear(same.scalars, images.scalars, tolerance: 1e-6)
    configuration.shift = 2
    let shifted = ImageDistortion(configuration).distorted(images, using: &random)
    #expect(shifted.scalars != images.scalars && shifted.isFinite)
    // Nothing that is read off between pixels is brighter than they are.
    #expect(shifted.scalars.allSatisfy { $0 >= 0 && $0 <= 1 })
  }
}

import Determinism
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

/// Schedules and averages against PyTorch's numbers.
struct TrainingReferenceTests {
  private struct Reference: Decodable {
    struct Average: Decodable {
      let start: [Float]
      let weights: [[Float]]
      let averages: [[Float]]
    }
    let schedules: [String: [Float]]
    let average: Average
  }

  private static let schedules: [(name: String, schedule: any Schedule)] = [
    ("step", StepSchedule(from: 0.5, factor: 0.3, every: 3)),
    ("milestones", StepSchedule(from: 0.5, factor: 0.2, at: [3, 11, 2])),
    ("polynomial", PolynomialSchedule(from: 0.5, power: 1.7, over: 15)),
    ("cosine", CosineSchedule(from: 0.5, to: 0.01, over: 19)),
    ("restarts", CosineRestartsSchedule(from: 0.5, to: 0.1, first: 4)),
    ("restarts-growing", CosineRestartsSchedule(from: 0.5, first: 3, growth: 2)),
    ("onecycle", OneCycleSchedule(peak: 0.5, over: 40)),
    (
      "onecycle-steep",
      OneCycleSchedule(peak: 0.2, over: 25, climb: 0.2, startDivisor: 5, endDivisor: 10)
    ),
    (
      "chained",
      ChainedSchedule(
        [(ConstantSchedule(0.5), 4), (StepSchedule(from: 0.5, factor: 0.5, every: 2), 7)],
        then: PolynomialSchedule(from: 0.5, power: 1, over: 6))
    ),
  ]

  @Test(arguments: schedules.map(\.name)) func schedulesAreThoseOfPyTorch(_ name: String) throws {
    let reference = try reference("training.json", as: Reference.self)
    #expect(reference.schedules.count == Self.schedules.count)
    let schedule = try #require(Self.schedules.first { $0.name == name }).schedule
    let expected = try #require(reference.schedules[name])
    expectNear(
      expected.indices.map { schedule($0) }, expected, tolerance: 1e-6, "schedule \(name)")
  }

  @Test func theAverageIsThatOfPyTorch() throws {
    let expected = try reference("training.json", as: Reference.self).average
    let weight = parameter("weight", expected.start, shape: [2, 3])
    let layer = Linear(weight: weight, bias: nil)
    var average = ExponentialMovingAverage(of: layer, decay: 0.9)
    for (weights, averages) in zip(expected.weights, expected.averages) {
      weight.value = Tensor(weights, shape: [2, 3])
      average.update(from: layer)
      expectNear(average.state[0].tensor.scalars, averages, tolerance: 1e-6, "average")
    }
    #expect(average.updates == 5)
  }

  @Test func schedulesHoldBeyondTheirEndsAndInTheirLimits() {
    #expect(OneCycleSchedule(peak: 1, over: 10)(1_000_000) == 4e-6)
    #expect(OneCycleSchedule(peak: 1, over: 1)(0) == 4e-6)
    #expect(OneCycleSchedule(peak: 1, over: 10, climb: 0)(0) == 1)
    #expect(OneCycleSchedule(peak: 1, over: 10, climb: 1)(9) == 1)
    #expect(CosineRestartsSchedule(from: 1, first: 1)(7) == 1)
    let growing = CosineRestartsSchedule(from: 1, first: 1, growth: 1 << 40)
    #expect((0...1).contains(growing(.max)))
    #expect(StepSchedule(from: 1, factor: 0.5, every: 1)(.max) == 0)
    #expect(StepSchedule(from: 1, factor: 0.5, at: [])(.max) == 1)
    #expect(PolynomialSchedule(from: 1, to: 0.5, power: 2, over: 0)(0) == 0.5)
    #expect(ChainedSchedule([], then: ConstantSchedule(2))(5) == 2)
  }
}

import Determinism
import Documents
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

struct ModuleUpdateTests {
  private func network(seed: UInt64, hidden: Int = 6) throws -> Sequential {
    var random = RandomStream(seed: seed)
    return try NetworkSpecification.mlp(inputShape: [3], hiddenSizes: [hidden], outputSize: 2)
      .makeNetwork(using: &random)
  }

  @Test func rateOneCopiesEveryParameterOfEveryLayer() throws {
    let target = try network(seed: 1)
    let online = try network(seed: 2)
    #expect(target.update(toward: online, rate: 1) == 4)
    for (one, other) in zip(target.parameters, online.parameters) {
      #expect(one.value.scalars == other.value.scalars)
    }
    let input = Tensor([1, 2, 3], shape: [1, 3])
    #expect(target(input).scalars == online(input).scalars)
  }

  @Test func theCopyDoesNotFollowLaterChanges() throws {
    let target = try network(seed: 1)
    let online = try network(seed: 2)
    target.update(toward: online, rate: 1)
    let input = Tensor([1, 2, 3], shape: [1, 3])
    let before = target(input).scalars
    let copied = online.parameters.map(\.value.scalars)
    online(input).mean().backward()
    var sgd = SGD(learningRate: 1)
    sgd.step(online.parameters)
    #expect(online.parameters.map(\.value.scalars) != copied)
    #expect(target.parameters.map(\.value.scalars) == copied)
    #expect(target(input).scalars == before)
  }

  @Test func aSmallRateGoesPartOfTheWay() throws {
    let target = try network(seed: 1)
    let online = try network(seed: 2)
    let start = target.parameters.map(\.value.scalars)
    target.update(toward: online, rate: 0.25)
    for (index, parameter) in target.parameters.enumerated() {
      let goal = online.parameters[index].value.scalars
      let expected = zip(start[index], goal).map { $0 + 0.25 * ($1 - $0) }
      expectNear(parameter.value.scalars, expected, tolerance: 1e-7, parameter.name)
    }
    let there = target.parameters.map(\.value.scalars)
    target.update(toward: online, rate: 0)
    #expect(target.parameters.map(\.value.scalars) == there)
  }

  @Test func frozenParametersMoveToo() throws {
    let target = try network(seed: 1)
    for parameter in target.parameters { parameter.isTrainable = false }
    let online = try network(seed: 2)
    target.update(toward: online, rate: 1)
    #expect(target.parameters[0].value.scalars == online.parameters[0].value.scalars)
  }

  @Test func anotherShapeStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      let one = Linear(inputSize: 2, outputSize: 3, using: &random)
      let other = Linear(inputSize: 3, outputSize: 2, using: &random)
      one.update(toward: other, rate: 1)
    }
  }

  @Test func loadingReportsEveryName() throws {
    let network = try network(seed: 1)
    let bias = network.parameters[3].value.scalars
    let report = network.load([
      "0.weight": Tensor.full([6, 3], 2), "0.bias": Tensor.zeros([5]),
      "2.weight": Tensor.full([2, 6], 3), "head.z": Tensor.zeros([1]), "head.a": Tensor.zeros([1]),
    ])
    #expect(report.loaded == ["0.weight", "2.weight"])
    #expect(report.missing == ["2.bias"])
    #expect(report.mismatched.map(\.name) == ["0.bias"])
    #expect(report.mismatched.first?.expected == [6] && report.mismatched.first?.found == [5])
    #expect(report.unexpected == ["head.a", "head.z"])
    #expect(!report.isExact)
    #expect(network.parameters[0].value.scalars == [Float](repeating: 2, count: 18))
    #expect(network.parameters[3].value.scalars == bias)
  }

  @Test(arguments: [
    (["0.weight", "0.bias", "2.weight"], 6, "tensor '2.bias' of the network is missing"),
    (
      ["0.weight", "0.bias", "2.weight", "2.bias", "4.bias"], 6,
      "tensor '4.bias' belongs to no parameter of the network"
    ),
    (
      ["0.weight", "0.bias", "2.weight", "2.bias"], 5,
      "tensor '0.weight' has shape [5, 3]; the network has [6, 3]"
    ),
  ])
  func exactLoadingNamesWhatDoesNotFit(_ names: [String], _ hidden: Int, _ message: String) throws {
    let network = try network(seed: 1)
    let source = try self.network(seed: 2, hidden: hidden)
    let before = network.parameters.map(\.value.scalars)
    var tensors: [String: Tensor] = [:]
    for name in names { tensors[name] = source.parameter(named: name)?.value ?? Tensor.zeros([1]) }
    let error = #expect(throws: InputError.self) {
      try network.loadExactly(tensors, file: "policy.safetensors")
    }
    #expect(error?.message == message)
    #expect(error?.file == "policy.safetensors")
    #expect(network.parameters.map(\.value.scalars) == before)
  }
}

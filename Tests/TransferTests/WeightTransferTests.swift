import Documents
import NeuralNetworks
import TensorCore
import Testing
import Transfer

private func parameters(_ entries: [(String, [Int], Float)]) -> [Parameter] {
  entries.map { Parameter(.full(Shape($0.1), $0.2), name: $0.0) }
}

@Suite struct WeightTransferTests {
  @Test func whatFitsByNameAndShapeIsLoadedAndTheRestReported() throws {
    let source = parameters([
      ("0.weight", [3, 2], 1), ("0.bias", [3], 2), ("2.weight", [4, 3], 3),
    ])
    let target = parameters([
      ("0.weight", [3, 2], 9), ("0.bias", [3], 9), ("2.weight", [5, 3], 9), ("4.bias", [5], 9),
    ])
    let report = try WeightTransfer.load(from: source, into: target)
    #expect(report.loaded == ["0.weight", "0.bias"])
    #expect(report.reinitialized.map(\.name) == ["2.weight", "4.bias"])
    #expect(report.reinitialized[1].reason == "not in the source")
    #expect(report.ignored.map(\.name) == ["2.weight"])
    #expect(target[0].value.scalars.allSatisfy { $0 == 1 })
    #expect(target[1].value.scalars.allSatisfy { $0 == 2 })
    #expect(target[2].value.scalars.allSatisfy { $0 == 9 })
    #expect(target[3].value.scalars.allSatisfy { $0 == 9 })
  }

  @Test func aSourceThatFitsNowhereIsRefusedAndNothingChanges() throws {
    let source = parameters([("conv.weight", [3, 2], 1)])
    let target = parameters([("0.weight", [3, 2], 9)])
    let error = #expect(throws: InputError.self) {
      try WeightTransfer.load(from: source, into: target)
    }
    #expect(error?.message.contains("conv.weight") == true)
    #expect(error?.remedy?.contains("0.weight") == true)
    #expect(target[0].value.scalars.allSatisfy { $0 == 9 })
  }

  @Test func theSourceIsNotChangedByWhatTheTargetLearns() throws {
    let source = parameters([("0.bias", [2], 1)])
    let target = parameters([("0.bias", [2], 9)])
    _ = try WeightTransfer.load(from: source, into: target)
    target[0].value = Tensor.full([2], 5)
    #expect(source[0].value.scalars == [1, 1])
  }

  @Test func frozenPartsAreThoseThatThePatternsMatch() throws {
    let network = parameters([("0.weight", [1], 0), ("0.bias", [1], 0), ("2.weight", [1], 0)])
    #expect(try freeze(["0.b*", "2.*"], of: network) == ["0.bias", "2.weight"])
    #expect(network.map(\.isTrainable) == [true, false, false])
  }

  @Test func freezingNothingOrEverythingIsRefusedAndChangesNothing() {
    let network = parameters([("0.weight", [1], 0), ("0.bias", [1], 0)])
    #expect(throws: InputError.self) { try freeze(["0.bias", "body.*"], of: network) }
    #expect(throws: InputError.self) { try freeze(["*"], of: network) }
    #expect(network.map(\.isTrainable) == [true, true])
  }

  @Test func theLaterOfTwoFactorsWins() throws {
    let network = parameters([("0.weight", [1], 0), ("0.bias", [1], 0), ("2.weight", [1], 0)])
    try setLearningRateFactors([("0.*", 0.1), ("*.bias", 0.5)], of: network)
    #expect(network.map(\.learningRateFactor) == [0.1, 0.5, 1])
    #expect(throws: InputError.self) {
      try setLearningRateFactors([("0.*", 2), ("x", 3)], of: network)
    }
    #expect(network.map(\.learningRateFactor) == [0.1, 0.5, 1])
  }
}

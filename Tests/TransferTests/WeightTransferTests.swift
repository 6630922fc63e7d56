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
    #expect(error?.message.contains("0.weight [3, 2]: not in the source") == true)
    #expect(error?.remedy?.contains("--map") == true)
    #expect(target[0].value.scalars.allSatisfy { $0 == 9 })
  }

  @Test func theSourceIsNotChangedByWhatTheTargetLearns() throws {
    let source = parameters([("0.bias", [2], 1)])
    let target = parameters([("0.bias", [2], 9)])
    _ = try WeightTransfer.load(from: source, into: target)
    target[0].value = Tensor.full([2], 5)
    #expect(source[0].value.scalars == [1, 1])
  }

  @Test func theOverlapOfTwoShapesIsCopiedAndTheRestStays() throws {
    let source = [
      Parameter(Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]), name: "0.weight"),
      Parameter(Tensor([7, 8], shape: [2]), name: "0.bias"),
    ]
    let target = parameters([("0.weight", [3, 2], 0), ("0.bias", [3], 0)])
    var rules = TransferRules()
    rules.fit = ["0.*=overlap"]
    let report = try WeightTransfer.load(from: source, into: target, rules: rules)
    #expect(report.adapted.map(\.name) == ["0.weight", "0.bias"])
    #expect(report.adapted[0].reason.contains("[2, 2]"))
    #expect(target[0].value.scalars == [1, 2, 4, 5, 0, 0])
    #expect(target[1].value.scalars == [7, 8, 0])
  }

  @Test func theOverlapOfConvolutionsKeepsChannelsAndWindowsApart() throws {
    let values = (0..<16).map(Float.init)
    let source = [Parameter(Tensor(values, shape: [2, 2, 2, 2]), name: "0.weight")]
    let target = parameters([("0.weight", [1, 3, 2, 1], -1)])
    var rules = TransferRules()
    rules.fit = ["*=overlap"]
    try WeightTransfer.load(from: source, into: target, rules: rules)
    // Channel 0 has 0 1 / 2 3, of which the first column stays; channel 1 has 4 5 / 6 7.
    #expect(target[0].value.scalars == [0, 2, 4, 6, -1, -1])
  }

  @Test func greyFromColourAnswersAGreyPictureAsBefore() throws {
    let source = [Parameter(Tensor([1, 2, 3, 4, 5, 6], shape: [1, 3, 2]), name: "0.weight")]
    var rules = TransferRules()
    rules.fit = ["0.weight=mean"]
    let grey = parameters([("0.weight", [1, 1, 2], 0)])
    try WeightTransfer.load(from: source, into: grey, rules: rules)
    #expect(grey[0].value.scalars == [9, 12])
    let two = parameters([("0.weight", [1, 2, 2], 0)])
    try WeightTransfer.load(from: source, into: two, rules: rules)
    #expect(two[0].value.scalars == [4.5, 6, 4.5, 6])
  }

  @Test func outputsOfTheSameNameAreMatchedAlsoWhereShapesAreEqual() throws {
    let source = [
      Parameter(Tensor([1, 1, 2, 2, 3, 3], shape: [3, 2]), name: "2.weight"),
      Parameter(Tensor([1, 2, 3], shape: [3]), name: "2.bias"),
    ]
    let target = parameters([("2.weight", [3, 2], 0), ("2.bias", [3], 0)])
    var rules = TransferRules()
    rules.fit = ["head.*=names"]
    let report = try WeightTransfer.load(
      from: source, into: target, rules: rules,
      outputs: OutputNames(source: ["left", "right", "jump"], target: ["jump", "stay", "left"]))
    #expect(target[0].value.scalars == [3, 3, 0, 0, 1, 1])
    #expect(target[1].value.scalars == [3, 0, 1])
    #expect(report.adapted[1].reason == "2 of 3 by name: jump, left")
    #expect(throws: InputError.self) {
      try WeightTransfer.load(
        from: source, into: target, rules: rules,
        outputs: OutputNames(source: ["a", "b", "c"], target: ["d", "e", "f"]))
    }
  }

  @Test func aForeignSourceIsRenamedAndTurned() throws {
    let source = [
      Parameter(Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]), name: "dense.kernel"),
      Parameter(Tensor([1, 2], shape: [1, 1, 1, 2]), name: "features.conv.kernel"),
      Parameter(Tensor([7, 8, 9], shape: [3]), name: "dense.bias"),
    ]
    let target = parameters([
      ("0.weight", [2, 1, 1, 1], 0), ("1.weight", [3, 2], 0), ("1.bias", [3], 0),
    ])
    var rules = TransferRules()
    rules.names = ["*conv.kernel=*0.weight", "dense.kernel=1.weight", "dense.*=1.*"]
    rules.transpose = ["*.kernel"]
    let error = #expect(throws: InputError.self) {
      var wrong = rules
      wrong.names = ["*.kernel=1.weight"]
      try WeightTransfer.load(from: source, into: target, rules: wrong)
    }
    #expect(error?.message.contains("as many '*'") == true)
    rules.names[0] = "features.conv.kernel=0.weight"
    let report = try WeightTransfer.load(from: source, into: target, rules: rules)
    #expect(report.loaded == ["0.weight", "1.weight", "1.bias"] && report.ignored.isEmpty)
    #expect(target[0].value.scalars == [1, 2])
    #expect(target[1].value.scalars == [1, 4, 2, 5, 3, 6])
    #expect(target[2].value.scalars == [7, 8, 9])
  }

  @Test func twoTensorsThatComeToOneNameAreRefused() throws {
    let source = parameters([("a.weight", [1], 1), ("b.weight", [1], 2)])
    var rules = TransferRules()
    rules.names = ["a.*=0.*", "b.*=0.*"]
    let error = #expect(throws: InputError.self) {
      try WeightTransfer.load(from: source, into: parameters([("0.weight", [1], 0)]), rules: rules)
    }
    #expect(
      error?.message.contains("a.weight") == true && error?.message.contains("b.weight") == true)
  }

  @Test func whatIsSkippedOrNotTakenBeginsAnew() throws {
    let source = parameters([("0.weight", [1], 1), ("2.weight", [1], 1), ("4.weight", [1], 1)])
    let target = parameters([("0.weight", [1], 9), ("2.weight", [1], 9), ("4.weight", [1], 9)])
    var rules = TransferRules()
    rules.take = ["body.*"]
    rules.skip = ["2.*"]
    let report = try WeightTransfer.load(from: source, into: target, rules: rules)
    #expect(report.loaded == ["0.weight"])
    #expect(target.map(\.value.item) == [1, 9, 9])
  }

  @Test func valuesThatAreNotFiniteAreRefused() throws {
    let source = parameters([("0.weight", [1], 1), ("2.weight", [1], .nan)])
    let target = parameters([("0.weight", [1], 9), ("2.weight", [1], 9)])
    let error = #expect(throws: InputError.self) {
      try WeightTransfer.load(from: source, into: target)
    }
    #expect(error?.message.contains("2.weight") == true)
    #expect(target[0].value.item == 9)
  }
}

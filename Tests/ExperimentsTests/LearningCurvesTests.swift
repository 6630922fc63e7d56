import Documents
import Experiments
import Testing
import Transfer

@Suite struct LearningCurvesTests {
  static func points(_ values: [(Int, Double)]) -> [LearningCurve.Point] {
    values.map { LearningCurve.Point(step: $0.0, value: $0.1) }
  }

  /// At step 10: 1, 2, 3, 4, 50 without the ends is (2 + 3 + 4) / 3; at 20 two runs have got there.
  @Test func eachStepSumsUpTheRunsThatReachedIt() {
    let group = CurveGroup(
      name: "a",
      curves: [
        Self.points([(10, 1), (20, 8)]), Self.points([(10, 50), (20, 10), (30, .nan)]),
        Self.points([(10, 2)]), Self.points([(10, 3)]), Self.points([(10, 4)]), [],
      ])
    #expect(group.points.map(\.step) == [10, 20])
    #expect(group.points.map(\.value) == [3, 9])
    #expect(group.points.map(\.runs) == [5, 2])
    #expect(group.points[1].low == 8 && group.points[1].high == 10)
    #expect(group.points[0].low < 3 && group.points[0].high > 3)
  }

  @Test func oneColumnOfTheMetricsIsRead() throws {
    let temporary = try TemporaryFolder()
    let folder = RunFolder(path: temporary.path)
    #expect(try folder.readCurve("loss").isEmpty)
    try temporary.write(
      "metrics.csv", "step,loss,evaluationReturn\n5,0.5,\n5,,1\n10,0.25,\n10,,-2.5\n1")
    #expect(try folder.readCurve("evaluationReturn") == Self.points([(5, 1), (10, -2.5)]))
    #expect(try folder.readCurve("loss") == Self.points([(5, 0.5), (10, 0.25)]))
    #expect(throws: InputError.self) { try folder.readCurve("los") }
  }

  @Test(arguments: ["step,loss\n1\n2,3\n", "step,loss\nx,3\n2,3\n", "step,loss\n1,x\n", ""])
  func damagedMetricsAreRefused(text: String) throws {
    let temporary = try TemporaryFolder()
    try temporary.write("metrics.csv", text)
    let error = #expect(throws: InputError.self) {
      try RunFolder(path: temporary.path).readCurve("loss")
    }
    #expect(error?.file?.hasSuffix("metrics.csv") == true)
  }
}

import Foundation
import Testing

@Suite(.serialized) struct PlotRunsTests {
  /// Three seeds of one training, and one of another.
  private func makeRuns(_ folder: TemporaryFolder) throws {
    for seed in ["1", "2", "3"] {
      let result = try folder.apus.run(shortTraining("runs/a-\(seed)", "--seed", seed, "--quiet"))
      #expect(result.status == 0, "\(result.errors)")
    }
    let other = shortTraining("runs/b", "--quiet", "--set", "learningRate=0.01")
    #expect(try folder.apus.run(other).status == 0)
  }

  @Test func seedsOfATrainingAreOneLineWithAnInterval() throws {
    let folder = try TemporaryFolder()
    try makeRuns(folder)
    let result = try folder.apus("runs", "plot", "runs", "--out", "curves.svg")
    #expect(result.status == 0)
    #expect(result.errors.contains("wrote curves.svg: 2 lines of 4 runs"), "\(result.errors)")
    let text = try folder.text("curves.svg")
    #expect(text.contains("<title>cartpole</title>"))
    #expect(text.contains(">inter-quartile mean of 1 to 3 seeds; shaded: 95 % bootstrap interval<"))
    // Two samples in the legend and two lines; an interval around the one of three seeds alone.
    #expect(text.components(separatedBy: "<polyline").count - 1 == 4)
    #expect(text.components(separatedBy: "fill-opacity").count - 1 == 1)
    let axis = try #require(text.range(of: ">3,000<"))
    #expect(text[axis.upperBound...].contains(">environment steps<"))

    let named = ["runs", "plot", "runs/b", "runs/a-[123]", "runs/a-1", "--out"]
    #expect(try folder.apus.run(named + ["one.png", "--theme", "dark"]).status == 0)
    #expect(try folder.apus.run(named + ["two.png", "--theme", "dark"]).status == 0)
    let (one, two) = try (folder.bytes("one.png"), folder.bytes("two.png"))
    #expect(one == two && one.starts(with: [0x89, 0x50, 0x4E, 0x47]))

    for more in [["--metric", "loss", "--smooth", "3"], ["--profile", "--aggregate", "mean"]] {
      let result = try folder.apus.run(["runs", "plot", "runs", "--out", "more.svg"] + more)
      #expect(result.status == 0, "\(more): \(result.errors)")
      #expect(try folder.text("more.svg").contains(more[0] == "--profile" ? "share of" : ">loss<"))
    }
  }

  @Test func whatCannotBeDrawnIsRefusedByName() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("runs/a", "--quiet")).status == 0)
    #expect(
      try folder.apus("train", "iris", "--epochs", "2", "--run", "runs/iris", "--quiet").status == 0
    )
    for (arguments, message) in [
      (["runs/a", "--out", "curves.gif"], "expected a name that ends in .svg or .png"),
      (["runs/a", "--out", "x.svg", "--metric", "los"], "loss"),
      (["runs/a", "--out", "x.svg", "--aggregate", "modus"], "iqm"),
      (["runs/a", "--out", "x.svg", "--smooth", "0"], "--smooth: expected"),
      (["runs/a", "--out", "x.svg", "--width", "9"], "--width: expected pixels from 120 to 8192"),
      (["runs/a", "runs/iris", "--out", "x.svg"], "draw them in two charts"),
      (["runs/none", "--out", "x.svg"], "there are no runs"),
    ] {
      let result = try folder.apus.run(["runs", "plot"] + arguments)
      #expect(result.status == 1, "\(arguments)")
      #expect(result.errors.contains(message), "\(arguments): \(result.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/x.svg"))
  }
}

import Environments
import Foundation
import Testing
import Visualizer

/// Pictures of whole moments, compared with those that people have looked at.
///
/// The tolerance is 0: every operation of a drawing has one exact result, so a machine that draws
/// another pixel has an error. `APUS_RECORD=1` writes the pictures anew, to be looked at.
@Suite struct StagePicturesTests {
  /// A picture's name, its size, and what it shows.
  struct Sample: CustomTestStringConvertible, Sendable {
    let name: String
    let (width, height, scale): (Int, Int, Int)
    let moment: @Sendable () throws -> Moment

    var testDescription: String { name }

    init(
      _ name: String, _ width: Int, _ height: Int, scale: Int = 1,
      _ scenes: @escaping @Sendable () throws -> [Scene],
      _ change: @escaping @Sendable (inout Viewing) -> Void = { _ in }
    ) {
      self.name = name
      (self.width, self.height, self.scale) = (width, height, scale)
      moment = {
        var viewing = Viewing()
        change(&viewing)
        return Moment(scenes: try scenes(), viewing: viewing)
      }
    }
  }

  static let samples: [Sample] = [
    Sample(
      "breakout-dark", 1280, 720, { [try SampleMoments.breakoutScene()] },
      {
        $0.isPaused = true
        $0.checkpoints = ["step 250,000", "step 500,000"]
        $0.checkpoint = 1
      }),
    Sample(
      "four-rooms-light", 1280, 720, { [try SampleMoments.fourRoomsScene()] },
      {
        $0.theme = .light
        $0.isRecording = true
        $0.message = "recording to apus-1.gif"
      }),
    Sample(
      "person-2x", 1280, 800, scale: 2, { [try SampleMoments.breakoutScene(at: 14)] },
      {
        $0.isPerson = true
        $0.actionHelp = ["← l left", "→ r right", "f fire"]
      }),
    Sample("tiles-9", 1280, 720, { try SampleMoments.tiles(9) }),
    Sample(
      "tiles-2-light", 960, 540,
      { [try SampleMoments.breakoutScene(), try SampleMoments.fourRoomsScene()] },
      { $0.theme = .light }),
    Sample("small", 320, 240, { [try SampleMoments.fourRoomsScene()] }),
    Sample("tiny", 160, 120, { [try SampleMoments.breakoutScene()] }),
    Sample("cartpole-dark", 1280, 720, { [try SampleMoments.cartpoleScene()] }),
    Sample(
      "seaquest-light", 1280, 720, { [try SampleMoments.seaquestScene()] }, { $0.theme = .light }),
    Sample(
      "help", 960, 600, { [try SampleMoments.fourRoomsScene()] },
      {
        $0.showsHelp = true
        $0.speed = .infinity
      }),
  ]

  @Test(arguments: samples) func aMomentIsDrawnAsItWas(sample: Sample) throws {
    let stage = Stage(width: sample.width, height: sample.height, scale: sample.scale)
    let drawn = Data(PNGFile.bytes(of: Frame(stage.picture(of: try sample.moment()))))
    let reference = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/stage-\(sample.name).png")
    if ProcessInfo.processInfo.environment["APUS_RECORD"] == "1" { try drawn.write(to: reference) }
    let expected = try Data(contentsOf: reference)
    // The same pixels are the same file: its packing is this project's own.
    guard drawn != expected else { return }
    let other = FileManager.default.temporaryDirectory
      .appendingPathComponent("apus-stage-\(sample.name)-\(UUID().uuidString).png")
    try drawn.write(to: other)
    Issue.record("\(sample.name) is drawn differently: see \(other.path) beside \(reference.path)")
  }
}

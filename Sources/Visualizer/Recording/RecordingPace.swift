import Documents

/// When the pictures of a recording are shown, and which steps they show.
struct RecordingPace {
  /// Steps per second.
  private let steps: Double
  /// Pictures per second, at most as many as steps.
  private let pictures: Double

  /// How long the end of an episode is shown, in seconds.
  private static let hold = 0.7

  /// A pace, with at most so many pictures in a second.
  ///
  /// - Throws: `InputError` where there is no pace.
  init(stepsPerSecond: Double, picturesPerSecond: Double, path: String) throws {
    guard stepsPerSecond >= 0.01, stepsPerSecond <= 1e6 else {
      throw InputError(
        "a recording needs a pace from 0.01 to 1,000,000 steps per second, not \(stepsPerSecond)",
        file: path, remedy: "give a --speed with a limit")
    }
    steps = stepsPerSecond
    pictures = min(stepsPerSecond, picturesPerSecond)
  }

  /// The number of steps before a picture, from 0.
  func step(ofPicture index: Int) -> Int {
    steps == pictures ? index : Int(Double(index) * steps / pictures)
  }

  /// When a picture is shown.
  func milliseconds(ofPicture index: Int) -> Int {
    Int((Double(index) * 1000 / pictures).rounded())
  }

  /// For how many pictures the end of an episode is shown.
  var holdPictures: Int { max(1, Int((Self.hold * pictures).rounded(.up))) }

  /// Frames per second of a film in which every picture has a whole number of frames, or nearly.
  var framesPerSecond: Int {
    (10...60).first { frames in
      let each = Double(frames) / pictures
      return each == each.rounded()
    } ?? 60
  }
}

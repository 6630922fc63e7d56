import Documents

/// Plays episodes into a file, without a window and as fast as they can be drawn.
///
/// The file has the pace at which the episodes would be watched. No clock is read: the same players
/// give the same file.
package enum HeadlessRecorder {
  /// Records episodes until they are over; a strip ends with the first episode.
  ///
  /// Several players take their steps together; one whose episodes are over stays as it is. The end
  /// of an episode is held for 0.7 s. Where more steps are taken in a second than a format shows,
  /// steps are left out evenly.
  ///
  /// - Parameters:
  ///   - players: at least one.
  ///   - path: a new file, whose ending says its format.
  ///   - width: of the pictures, in pixels; a strip chooses its own.
  ///   - height: of the pictures, in pixels.
  ///   - scale: pixels of one design pixel.
  ///   - viewing: panels, colours, and the factor on the pace.
  ///   - stepsPerSecond: at speed 1.
  ///   - drawing: draws a moment in that size; a stage where there is none.
  ///   - shouldContinue: asked before every step; on no the file ends there.
  /// - Returns: what was recorded.
  /// - Throws: `InputError` where the file cannot be written, and what a player throws; what was
  ///   recorded before is kept.
  package static func record(
    _ players: [any ScenePlayer], to path: String, width: Int, height: Int, scale: Int = 1,
    viewing: Viewing, stepsPerSecond: Double, drawing: ((Moment) throws -> Picture)? = nil,
    shouldContinue: () -> Bool
  ) throws -> RecordingSummary {
    let format = try FilmFormat.of(path)
    if format == .png, players.count == 1 {
      return try recordStrip(
        players[0], to: path, theme: viewing.theme, shouldContinue: shouldContinue)
    }
    let pace = try RecordingPace(
      stepsPerSecond: stepsPerSecond * viewing.speed, picturesPerSecond: format.fastest, path: path)
    let sink = try format.makeSink(
      path: path, width: width, height: height, framesPerSecond: pace.framesPerSecond)
    // Sizes that are none were refused above.
    let draw = drawing ?? Stage(width: width, height: height, scale: scale).picture
    var summary = RecordingSummary(path: path)
    try finishing(sink) {
      var reel = Reel(
        lockstep: try Lockstep(players), pace: pace, showsOneEpisode: format == .png)
      while let next = try reel.next(shouldContinue: shouldContinue) {
        try sink.append(
          draw(Moment(scenes: next.scenes, viewing: viewing)), milliseconds: next.milliseconds)
        summary.pictures += 1
        summary.milliseconds += next.milliseconds
      }
      summary.steps = reel.steps
      summary.episodes = reel.episodes
      summary.isComplete = !reel.wasStopped
    }
    return summary
  }

  /// The pictures of the environment in one episode, labelled with their steps.
  private static func recordStrip(
    _ player: any ScenePlayer, to path: String, theme: ThemeKind, shouldContinue: () -> Bool
  ) throws -> RecordingSummary {
    var summary = RecordingSummary(path: path)
    var scene = try player.currentScene()
    var sink: StripSink?
    func add() throws {
      let picture = Picture(scene.frame)
      let made = try sink ?? FilmFormat.makeStrip(path: path, of: picture, theme: theme)
      sink = made
      let ending = scene.status == .running ? "" : ", \(scene.status.rawValue)"
      try made.append(picture, label: "step \(scene.step)\(ending)")
      summary.pictures += 1
    }
    try add()
    summary.episodes = 1
    guard let sink else { return summary }
    try finishing(sink) {
      while scene.status == .running {
        guard shouldContinue() else {
          summary.isComplete = false
          return
        }
        guard try player.advance() else { return }
        scene = try player.currentScene()
        summary.steps += 1
        try add()
      }
    }
    return summary
  }

  /// Does something and ends the file, also where that fails.
  private static func finishing(_ sink: any PictureSink, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch {
      // The first error is the one that counts.
      try? sink.finish()
      throw error
    }
    try sink.finish()
  }
}

/// The pictures of a recording, one after another, with their times.
struct Reel {
  private var lockstep: Lockstep
  private let pace: RecordingPace
  private let showsOneEpisode: Bool
  /// Episodes of all players before the recording.
  private let earlier: Int
  /// The place of the next picture, and the number of steps before it.
  private var picture = 0
  private var isOver = false
  /// Steps that were taken together.
  private(set) var steps = 0
  /// Whether it was ended before the episodes were.
  private(set) var wasStopped = false

  /// The pictures of players at a pace.
  init(lockstep: Lockstep, pace: RecordingPace, showsOneEpisode: Bool) {
    self.lockstep = lockstep
    earlier = lockstep.scenes.reduce(0) { $0 + $1.episode - 1 }
    self.pace = pace
    self.showsOneEpisode = showsOneEpisode
  }

  /// Episodes of all players that began.
  var episodes: Int { lockstep.scenes.reduce(-earlier) { $0 + $1.episode } }

  /// What is shown next and for how long; goes on to what comes after it.
  ///
  /// The end of the episodes is shown for as many pictures as the pace says.
  mutating func next(
    shouldContinue: () -> Bool
  ) throws -> (scenes: [Scene], milliseconds: Int)? {
    guard !isOver else { return nil }
    let scenes = lockstep.scenes
    let start = picture
    picture += lockstep.isRunning ? 1 : pace.holdPictures
    let count =
      lockstep.isRunning ? pace.step(ofPicture: picture) - pace.step(ofPicture: start) : 1
    if showsOneEpisode && !lockstep.isRunning { isOver = true }
    for _ in 0..<count where !isOver {
      wasStopped = !shouldContinue()
      let isBeginning = !lockstep.isRunning
      guard try !wasStopped && lockstep.advance() else {
        isOver = true
        break
      }
      if !isBeginning { steps += 1 }
      // The end is always shown.
      if isBeginning || !lockstep.isRunning { break }
    }
    let milliseconds =
      pace.milliseconds(ofPicture: picture) - pace.milliseconds(ofPicture: start)
    return (scenes, milliseconds)
  }
}

/// The player's gun of Seaquest and Space Invaders: five steps from shot to shot.
enum MinAtarGun {
  /// Steps from one shot to the next.
  static let pause: UInt8 = 5

  /// Whether bullets can have been fired by the gun.
  ///
  /// A bullet flies for at most nine steps, so that there are never more than two. Only with this
  /// checked do the games' reward ranges hold for every state that comes from a file.
  ///
  /// - Parameters:
  ///   - ages: the most steps that each bullet can have flown, the latest bullet first.
  ///   - timer: the steps until the gun can fire again.
  /// - Returns: whether there is a way.
  static func canHaveFired(_ ages: some Sequence<Int>, timer: UInt8) -> Bool {
    var least = Int(pause) - Int(timer)
    for age in ages {
      guard age >= least else { return false }
      least += Int(pause)
    }
    return timer < pause
  }
}

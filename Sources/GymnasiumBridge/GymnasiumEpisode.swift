import Determinism

/// One copy's present episode: what is needed to play it again.
package struct GymnasiumEpisode {
  /// The stream of the copy; the child "episode/<number>" gives an episode's seed.
  package let root: RandomStream
  /// The number of the present episode, from zero.
  package private(set) var number: Int
  /// The seed of the present episode.
  package private(set) var seed: UInt32
  /// The seed of the episode after it.
  package private(set) var nextSeed: UInt32
  /// The actions taken in it.
  package var actions: [UInt16] = []

  /// An episode at its beginning.
  package init(root: RandomStream, number: Int = 0) {
    self.root = root
    self.number = number
    seed = Self.seed(root, number)
    nextSeed = Self.seed(root, number + 1)
  }

  /// Goes over to the next episode.
  package mutating func advance() {
    number += 1
    seed = nextSeed
    nextSeed = Self.seed(root, number + 1)
    restart()
  }

  /// Goes back to the beginning of the episode.
  package mutating func restart() { actions.removeAll(keepingCapacity: true) }

  /// 31 bits: what the seeds of all of Gymnasium's environments may be.
  private static func seed(_ root: RandomStream, _ number: Int) -> UInt32 {
    var stream = root.stream("episode/\(number)")
    return stream.nextWord() >> 1
  }
}

/// Shows observations in standard deviations from a mean that does not change.
///
/// The form in which a trained policy meets its environment: the statistics are those with which
/// training ended (``NormalizingVector``).
struct NormalizedObservation<World: Environment>: EnvironmentWrapper {
  typealias ObservationElement = Float
  var world: World
  let statistics: RunningStatistics
  let clip: Float
  let observationSpace: Box

  init(_ world: World, statistics: RunningStatistics, clip: Float) {
    self.world = world
    self.statistics = statistics
    self.clip = clip
    observationSpace = Box(shape: world.observationSpace.shape, range: (-clip)...clip)
  }

  func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    withUnsafeTemporaryAllocation(
      of: World.ObservationElement.self, capacity: observation.count
    ) { inner in
      inner.initialize(repeating: 0)
      world.writeObservation(into: inner)
      for index in observation.indices {
        observation[index] = statistics.normalized(inner[index].asFloat, index, clip: clip)
      }
    }
  }
}

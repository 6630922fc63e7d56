import Determinism
import Documents
import Foundation

/// A vector environment that shows observations and rewards normalized by running statistics.
///
/// - Observations: in standard deviations from the mean of all observations of all copies so far,
///   the present ones included, clipped.
/// - Rewards: divided by the standard deviation of the discounted return so far, clipped; the mean
///   is not taken off, so that signs stay. `taskRewards` are those of the task itself.
/// - A vector made by ``makeEvaluation(count:random:)`` uses the statistics of this one at each
///   moment, adds nothing to them, and has the task's own rewards.
/// - The statistics do not depend on threads: they are taken in the order of the copies.
/// - Source: the running normalization of Stable-Baselines3's `VecNormalize`.
public final class NormalizingVector: VectorEnvironment {
  /// What an observation is: within ±clip where observations are normalized.
  public let observationSpace: Box
  /// The statistics by which this vector is shown.
  public var normalization: Normalization? { source?.normalization ?? gathered }

  /// The statistics so far.
  private var gathered: Normalization
  private let inner: any VectorEnvironment
  private let source: NormalizingVector?
  private let observationRange: Wrapper.NormalizedRange?
  private let rewardRange: Wrapper.NormalizedRange?
  private let discount: Double
  private var discountedReturns: [Float]
  private let shown: UnsafeMutableBufferPointer<Float>
  private let shownFinals: UnsafeMutableBufferPointer<Float>
  private let shownRewards: UnsafeMutableBufferPointer<Float>

  /// Wraps a vector.
  ///
  /// - Parameters:
  ///   - inner: the vector that is stepped.
  ///   - wrappers: the normalizations; others are ignored.
  ///   - source: the vector whose statistics are used; nil to gather its own.
  init(
    _ inner: any VectorEnvironment, wrappers: [Wrapper], following source: NormalizingVector? = nil
  ) {
    self.inner = inner
    self.source = source
    var observationRange: Wrapper.NormalizedRange?
    var rewardRange: Wrapper.NormalizedRange?
    var discount = 0.0
    for wrapper in wrappers {
      if case .normalizeObservations(let range) = wrapper { observationRange = range }
      if case .normalizeRewards(let range, let factor) = wrapper {
        rewardRange = range
        discount = factor
      }
    }
    self.observationRange = observationRange
    self.rewardRange = source == nil ? rewardRange : nil
    self.discount = discount
    let space = inner.observationSpace
    observationSpace =
      observationRange.map { Box(shape: space.shape, range: (-$0.clip)...$0.clip) } ?? space
    gathered = Normalization(
      observations: observationRange.map { _ in RunningStatistics(size: space.count) },
      returns: rewardRange.map { _ in RunningStatistics(size: 1) })
    discountedReturns = Array(repeating: 0, count: inner.count)
    shown = .allocate(capacity: inner.count * space.count)
    shownFinals = .allocate(capacity: inner.count * space.count)
    shownRewards = .allocate(capacity: inner.count)
    shown.initialize(repeating: 0)
    shownFinals.initialize(repeating: 0)
    shownRewards.initialize(repeating: 0)
    takeInObservations()
    show()
  }

  deinit {
    shown.deallocate()
    shownFinals.deallocate()
    shownRewards.deallocate()
  }

  /// Takes one action in every copy, then takes in what came of it.
  public func step(
    _ actions: UnsafeBufferPointer<Int32>,
    dividing divide: (_ count: Int, _ body: (Range<Int>) -> Void) -> Void
  ) {
    inner.step(actions, dividing: divide)
    takeInObservations()
    takeInRewards()
    show()
  }

  /// Begins a new episode in every copy that has taken a step.
  public func reset() {
    inner.reset()
    for copy in discountedReturns.indices { discountedReturns[copy] = 0 }
    takeInObservations()
    show()
  }

  private func takeInObservations() {
    guard source == nil, observationRange != nil else { return }
    gathered.observations?.update(inner.observations)
  }

  private func takeInRewards() {
    guard source == nil, rewardRange != nil else { return }
    for copy in discountedReturns.indices {
      discountedReturns[copy] =
        Float(discount * Double(discountedReturns[copy])) + inner.rewards[copy]
    }
    gathered.returns?.update(discountedReturns)
    for copy in discountedReturns.indices where inner.terminated[copy] || inner.truncated[copy] {
      discountedReturns[copy] = 0
    }
  }

  /// Computes the columns that are shown.
  private func show() {
    if let range = observationRange, let statistics = normalization?.observations {
      let size = observationSpace.count
      let (observations, finals) = (inner.observations, inner.finalObservations)
      for copy in 0..<count {
        let ended = inner.terminated[copy] || inner.truncated[copy]
        for element in 0..<size {
          let place = copy * size + element
          shown[place] = statistics.normalized(observations[place], element, clip: range.clip)
          guard ended else { continue }
          shownFinals[place] = statistics.normalized(finals[place], element, clip: range.clip)
        }
      }
    }
    if let range = rewardRange, let statistics = gathered.returns {
      let deviation = (statistics.variance(0) + 1e-8).squareRoot()
      for copy in 0..<count {
        let reward = Float(Double(inner.rewards[copy]) / deviation)
        shownRewards[copy] = min(max(reward, -range.clip), range.clip)
      }
    }
  }

  /// Copies of the same task that are shown by this vector's statistics.
  public func makeEvaluation(count: Int, random: RandomStream) throws -> any VectorEnvironment {
    NormalizingVector(
      try definition.makeUnnormalizedVector(count: count, random: random),
      wrappers: definition.wrappers, following: source ?? self)
  }

  /// What the agent sees next, normalized.
  public var observations: UnsafeBufferPointer<Float> {
    guard observationRange != nil else { return inner.observations }
    // The statistics of another vector may have changed since this one's last step.
    if source != nil { show() }
    return UnsafeBufferPointer(shown)
  }
  /// What episodes ended with, normalized.
  public var finalObservations: UnsafeBufferPointer<Float> {
    observationRange == nil ? inner.finalObservations : UnsafeBufferPointer(shownFinals)
  }
  /// The bytes inside, where observations are not normalized.
  public var observationBytes: UnsafeBufferPointer<UInt8>? {
    observationRange == nil ? inner.observationBytes : nil
  }
  /// The bytes inside, where observations are not normalized.
  public var finalObservationBytes: UnsafeBufferPointer<UInt8>? {
    observationRange == nil ? inner.finalObservationBytes : nil
  }
  /// The rewards of the last step, normalized in training.
  public var rewards: UnsafeBufferPointer<Float> {
    rewardRange == nil ? inner.rewards : UnsafeBufferPointer(shownRewards)
  }
  /// The rewards of the last step as the task gives them.
  public var taskRewards: UnsafeBufferPointer<Float> { inner.taskRewards }
}

extension NormalizingVector {
  /// The definition it was made from.
  public var definition: EnvironmentDefinition { inner.definition }
  /// The number of copies.
  public var count: Int { inner.count }
  /// What can be done.
  public var actionSpace: Discrete { inner.actionSpace }
  /// Whether the last step ended the task.
  public var terminated: UnsafeBufferPointer<Bool> { inner.terminated }
  /// Whether the time limit ended the episode.
  public var truncated: UnsafeBufferPointer<Bool> { inner.truncated }
  /// Which actions are possible next.
  public var actionMasks: UnsafeBufferPointer<Bool>? { inner.actionMasks }
  /// The environment steps taken in the present episode of one copy.
  public func episodeSteps(_ index: Int) -> Int { inner.episodeSteps(index) }
  /// The number of the present episode of one copy.
  public func episodeNumber(_ index: Int) -> Int { inner.episodeNumber(index) }
  /// How many random words the present episode of one copy has drawn so far.
  public func drawnWords(_ index: Int) -> UInt64 { inner.drawnWords(index) }
  /// Draws one copy's present state.
  public func render(_ index: Int) -> Frame { inner.render(index) }
  /// Describes one copy's present state.
  public func describeState(_ index: Int) -> String { inner.describeState(index) }
  /// The task of one copy's present episode in words.
  public func mission(_ index: Int) -> String { inner.mission(index) }

  private struct Snapshot: Codable {
    var vector: Data
    var normalization: Normalization
    var discountedReturns: [Float]
  }

  /// Everything needed to continue exactly, the statistics included.
  public func snapshot() throws -> [UInt8] {
    let snapshot = Snapshot(
      vector: Data(try inner.snapshot()), normalization: gathered,
      discountedReturns: discountedReturns)
    return try SnapshotText.encode(snapshot, of: definition.id)
  }

  /// Continues from a snapshot.
  public func restore(_ bytes: [UInt8]) throws {
    let snapshot = try SnapshotText.decode(Snapshot.self, from: bytes, of: definition.id)
    let size = inner.observationSpace.count
    guard snapshot.discountedReturns.count == count,
      snapshot.discountedReturns.allSatisfy(\.isFinite),
      snapshot.normalization.observations?.isValid(size: size) ?? (observationRange == nil),
      snapshot.normalization.returns?.isValid(size: 1) ?? (gathered.returns == nil)
    else {
      throw InputError(
        "the snapshot of environment '\(definition.id)' holds statistics that do not fit it")
    }
    try inner.restore([UInt8](snapshot.vector))
    gathered = snapshot.normalization
    discountedReturns = snapshot.discountedReturns
    for copy in 0..<count { shownRewards[copy] = 0 }
    show()
  }
}

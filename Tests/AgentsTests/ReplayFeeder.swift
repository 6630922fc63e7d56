import Agents
import Determinism
import Environments
import NeuralNetworks
import TensorCore

/// One transition as the plainest possible value.
struct PlainTransition: Hashable {
  var observation: [Float]
  var action: Int32
  var rewards: Float
  var next: [Float]
  var bootstrap: Float
  var masks: [Bool]?
  var nextMasks: [Bool]?
}

/// The transitions of a batch, one by one.
func plainTransitions(_ batch: TransitionBatch) -> [PlainTransition] {
  let (width, size) = (batch.observations.shape[1], batch.actions.count)
  let (seen, next) = (batch.observations.scalars, batch.nextObservations.scalars)
  let (rewards, bootstrap) = (batch.rewards.scalars, batch.bootstrap.scalars)
  func part<T>(_ values: [T], _ index: Int) -> [T] {
    Array(values[(index * values.count / size)..<((index + 1) * values.count / size)])
  }
  return (0..<size).map { index in
    PlainTransition(
      observation: Array(seen[(index * width)..<((index + 1) * width)]),
      action: batch.actions[index], rewards: rewards[index],
      next: Array(next[(index * width)..<((index + 1) * width)]), bootstrap: bootstrap[index],
      masks: batch.masks.map { part($0, index) }, nextMasks: batch.nextMasks.map { part($0, index) }
    )
  }
}

/// How a ``ReplayFeeder`` and its buffer are made.
struct ReplayShape: Hashable {
  var capacity = 24
  var copies = 1
  /// Numbers of a frame.
  var width = 2
  var elementType = Box.ElementType.float32
  var high: Float = 255
  var nStep = 1
  var discount: Float = 0.75
  var frames = 1
  var hasMasks = false
  /// Whether it is said what was possible where the clock ended an episode.
  var hasFinalMasks = false
  var priorities: PrioritySettings?
  static let actions = 5

  func makeBuffer() -> ReplayBuffer {
    ReplayBuffer(
      capacity: capacity, copies: copies,
      observationSpace: Box(
        shape: [frames * width], range: 0...high, elementType: elementType),
      actionCount: Self.actions, nStep: nStep, discount: discount, priorities: priorities,
      frames: frames)
  }
}

/// Feeds a buffer with random steps, and keeps them whole in plain arrays.
struct ReplayFeeder {
  /// What one copy saw, did and got; observations with all their frames.
  private struct Step {
    var observation: [Float]
    var masks: [Bool]
    var action: Int32
    var reward: Float
    var terminated: Bool
    var truncated: Bool
    var final: [Float]
    var finalMasks: [Bool]
  }

  let shape: ReplayShape
  var random: RandomStream
  var buffer: ReplayBuffer
  /// Transitions fed so far; their rewards are their numbers.
  private(set) var number: Float = 0
  /// The steps of each copy.
  private var steps: [[Step]]
  private var seen: [[Float]]
  private var masks: [[Bool]]

  init(_ shape: ReplayShape, seed: UInt64) {
    self.shape = shape
    random = RandomStream(seed: seed)
    buffer = shape.makeBuffer()
    steps = Array(repeating: [], count: shape.copies)
    (seen, masks) = ([], [])
    for _ in 0..<shape.copies {
      seen.append(firstObservation())
      masks.append(randomMasks())
    }
    seen.flatMap { $0 }.withUnsafeBufferPointer { observations in
      masks.flatMap { $0 }.withUnsafeBufferPointer { masks in
        buffer.begin(observations: observations, masks: shape.hasMasks ? masks : nil)
      }
    }
  }

  private mutating func frame() -> [Float] {
    (0..<shape.width).map { _ in Float(random.integer(below: Int(shape.high) + 1)) }
  }

  private mutating func firstObservation() -> [Float] {
    let frame = frame()
    return (0..<shape.frames).flatMap { _ in frame }
  }

  private mutating func randomMasks() -> [Bool] {
    (0..<ReplayShape.actions).map { _ in random.bernoulli(0.5) }
  }

  /// One step of all copies.
  mutating func step(endings: Double = 0.2) {
    var next: [[Float]] = []
    for copy in 0..<shape.copies {
      number += 1
      let action = Int32(random.integer(below: ReplayShape.actions))
      let (terminated, truncated) = (random.bernoulli(endings), random.bernoulli(endings))
      let final = Array(seen[copy].dropFirst(shape.width)) + frame()
      let finalMasks = shape.hasFinalMasks ? randomMasks() : []
      steps[copy].append(
        Step(
          observation: seen[copy], masks: masks[copy], action: action, reward: number,
          terminated: terminated, truncated: truncated, final: final,
          finalMasks: finalMasks))
      next.append(terminated || truncated ? firstObservation() : final)
      masks[copy] = randomMasks()
    }
    seen = next
    append()
  }

  /// Gives the buffer the last step of all copies.
  private mutating func append() {
    let last = steps.compactMap(\.last)
    let (observations, masks) = (seen.flatMap { $0 }, masks.flatMap { $0 })
    let hasMasks = shape.hasMasks
    last.map(\.action).withUnsafeBufferPointer { actions in
      last.map(\.reward).withUnsafeBufferPointer { rewards in
        last.map(\.terminated).withUnsafeBufferPointer { terminated in
          last.map(\.truncated).withUnsafeBufferPointer { truncated in
            last.flatMap(\.final).withUnsafeBufferPointer { finals in
              observations.withUnsafeBufferPointer { observations in
                masks.withUnsafeBufferPointer { masks in
                  last.flatMap(\.finalMasks).withUnsafeBufferPointer { finalMasks in
                    buffer.append(
                      actions: actions, rewards: rewards, terminated: terminated,
                      truncated: truncated, finalObservations: finals,
                      observations: observations, masks: hasMasks ? masks : nil,
                      finalMasks: finalMasks.isEmpty ? nil : finalMasks)
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// What the buffer should hold, worked out from the steps as they were: the oldest first.
  func expected() -> [PlainTransition] {
    let made = steps[0].count
    let kept = min(made, buffer.capacity / shape.copies)
    return ((made - kept)..<made).flatMap { time in
      (0..<shape.copies).map { copy in expected(copy: copy, time: time) }
    }
  }

  private func expected(copy: Int, time: Int) -> PlainTransition {
    let steps = steps[copy]
    var (sum, factor, last) = (Float(0), Float(1), time)
    for later in time..<min(time + shape.nStep, steps.count) {
      sum += factor * steps[later].reward
      factor *= shape.discount
      last = later
      if steps[later].terminated || steps[later].truncated { break }
    }
    let end = steps[last]
    let ended = end.terminated || end.truncated
    let all = Array(repeating: true, count: ReplayShape.actions)
    let atEnd = end.terminated || !shape.hasFinalMasks ? all : end.finalMasks
    let nextMasks = ended ? atEnd : last + 1 < steps.count ? steps[last + 1].masks : masks[copy]
    return PlainTransition(
      observation: steps[time].observation, action: steps[time].action, rewards: sum,
      next: end.final, bootstrap: end.terminated ? 0 : factor,
      masks: shape.hasMasks ? steps[time].masks : nil,
      nextMasks: shape.hasMasks ? nextMasks : nil)
  }

  /// What the buffer writes into a checkpoint.
  func saved() -> SafeTensors {
    var file = SafeTensors()
    buffer.write(to: &file)
    return file
  }
}

import Determinism

/// Shows the last few observations, the oldest first; an episode begins with its first observation
/// repeated.
///
/// Planes `[planes, height, width]` become `[frames * planes, height, width]`, anything else
/// `[frames * count]`.
public struct FrameStack<World: Environment>: EnvironmentWrapper {
  /// That of the environment inside.
  public typealias ObservationElement = World.ObservationElement
  /// The observations that are shown.
  public struct Memory: Codable, Hashable, Sendable {
    var frames: [ObservationElement]
  }

  /// The environment inside.
  public var world: World
  /// The observations that are shown, the oldest first.
  public var memory: Memory
  /// How many observations are shown.
  public let frames: Int
  /// All frames' space.
  public let observationSpace: Box
  private let size: Int

  /// Wraps an environment.
  public init(_ world: World, frames: Int) {
    precondition(frames >= 1, "expected at least 1 frame, got \(frames)")
    self.world = world
    self.frames = frames
    let space = world.observationSpace
    size = space.count
    let isImage = space.shape.count == 3
    observationSpace = Box(
      shape: isImage ? [frames * space.shape[0]] + space.shape[1...] : [frames * size],
      low: [[Float]](repeating: space.low, count: frames).flatMap { $0 },
      high: [[Float]](repeating: space.high, count: frames).flatMap { $0 },
      elementType: space.elementType)
    memory = Memory(frames: Array(repeating: 0, count: frames * size))
  }

  /// Begins a new episode; its first observation fills all frames.
  public mutating func reset(using random: inout RandomStream) {
    world.reset(using: &random)
    for frame in 0..<frames { write(frame) }
  }

  /// Takes the action inside; the oldest frame makes room for the newest.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    let result = world.step(action, using: &random)
    let (kept, size) = ((frames - 1) * size, size)
    memory.frames.withUnsafeMutableBufferPointer { frames in
      for index in 0..<kept { frames[index] = frames[index + size] }
    }
    write(frames - 1)
    return result
  }

  /// Writes all frames.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<ObservationElement>) {
    _ = observation.update(fromContentsOf: memory.frames)
  }

  /// Whether there are as many numbers as the frames have.
  public func isValid(memory: Memory) -> Bool {
    memory.frames.count == frames * size
      && observationSpace.contains(memory.frames.lazy.map(\.asFloat))
  }

  private mutating func write(_ frame: Int) {
    let (world, row) = (world, (frame * size)..<((frame + 1) * size))
    memory.frames.withUnsafeMutableBufferPointer {
      world.writeObservation(into: UnsafeMutableBufferPointer(rebasing: $0[row]))
    }
  }
}

/// Shows observations of bytes as one 1 among 0s for each number.
///
/// A number with values `0...high` becomes `high + 1` elements. Planes
/// `[planes, height, width]` become one plane for each value of each plane; anything else becomes
/// the numbers' elements one after another.
public struct OneHotObservation<World: Environment>: EnvironmentWrapper {
  /// Bytes.
  public typealias ObservationElement = UInt8
  /// The environment inside.
  public var world: World
  /// The space of 0 and 1.
  public let observationSpace: Box
  /// The first element of each group of numbers that share their values, and one more at the end.
  private let offsets: [Int]
  /// How many numbers a group has: those of a plane, else 1.
  private let area: Int

  /// Wraps an environment.
  ///
  /// - Precondition: its observations are bytes.
  public init(_ world: World) {
    self.world = world
    let space = world.observationSpace
    precondition(space.elementType == .uint8, "expected observations of bytes, got \(space)")
    let area = space.shape.count == 3 ? space.shape[1] * space.shape[2] : 1
    var offsets = [0]
    for group in 0..<(space.count / area) {
      let high = space.high[(group * area)..<((group + 1) * area)].max() ?? 0
      offsets.append(offsets[group] + (Int(high) + 1) * area)
    }
    self.area = area
    self.offsets = offsets
    let count = offsets[offsets.count - 1]
    observationSpace = Box(
      shape: area > 1 ? [count / area] + space.shape[1...] : [count], range: 0...1,
      elementType: .uint8)
  }

  /// Writes the ones.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    observation.update(repeating: 0)
    let count = (offsets.count - 1) * area
    withUnsafeTemporaryAllocation(of: World.ObservationElement.self, capacity: count) { inner in
      inner.initialize(repeating: 0)
      world.writeObservation(into: inner)
      for index in 0..<count {
        let group = index / area
        observation[offsets[group] + Int(inner[index].asFloat) * area + index % area] = 1
      }
    }
  }
}

/// Shows an observation of any shape as one row of numbers.
public struct FlattenObservation<World: Environment>: EnvironmentWrapper {
  /// That of the environment inside.
  public typealias ObservationElement = World.ObservationElement
  /// The environment inside.
  public var world: World
  /// The space with a single axis.
  public let observationSpace: Box

  /// Wraps an environment.
  public init(_ world: World) {
    self.world = world
    let space = world.observationSpace
    observationSpace = Box(
      shape: [space.count], low: space.low, high: space.high, elementType: space.elementType)
  }
}

/// Appends the mask of possible actions to the observation: 1 for a possible action, else 0.
///
/// The observation becomes one row: that of the environment inside, then one element for each
/// action.
public struct ObservedActionMask<World: Environment>: EnvironmentWrapper {
  /// That of the environment inside.
  public typealias ObservationElement = World.ObservationElement
  /// The environment inside.
  public var world: World
  /// The space with the mask at its end.
  public let observationSpace: Box
  private let size: Int

  /// Wraps an environment.
  public init(_ world: World) {
    self.world = world
    let space = world.observationSpace
    let actions = world.actionSpace.count
    size = space.count
    observationSpace = Box(
      shape: [size + actions], low: space.low + [Float](repeating: 0, count: actions),
      high: space.high + [Float](repeating: 1, count: actions), elementType: space.elementType)
  }

  /// Writes the observation inside, then the mask.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<ObservationElement>) {
    world.writeObservation(into: UnsafeMutableBufferPointer(rebasing: observation[..<size]))
    let actions = observation.count - size
    withUnsafeTemporaryAllocation(of: Bool.self, capacity: actions) { mask in
      mask.initialize(repeating: true)
      world.writeActionMask(into: mask)
      for action in 0..<actions { observation[size + action] = mask[action] ? 1 : 0 }
    }
  }
}

import Determinism

/// An environment around another one: it changes some of what the inner one shows or does, and
/// passes on the rest.
///
/// A value like every environment. What it has to remember during an episode is its `memory`, which
/// is part of the state, so that snapshots hold it. Everything has a default that passes on.
public protocol EnvironmentWrapper: Environment where State == WrappedState<World.State, Memory> {
  /// The environment inside.
  associatedtype World: Environment
  /// What changes during an episode beside the state of the environment inside.
  associatedtype Memory: Codable & Hashable & Sendable = NoMemory

  /// The environment inside.
  var world: World { get set }
  /// What changes during an episode beside the state of the environment inside.
  var memory: Memory { get set }

  /// Whether a memory, perhaps read from a damaged file, can be continued with.
  func isValid(memory: Memory) -> Bool
}

/// The state of a wrapper: that of the environment inside, and its own memory.
public struct WrappedState<
  Inner: Codable & Hashable & Sendable, Memory: Codable & Hashable & Sendable
>:
  Codable, Hashable, Sendable
{
  /// The state of the environment inside.
  public var world: Inner
  /// What the wrapper remembers.
  public var memory: Memory

  /// Creates a state from its parts.
  public init(world: Inner, memory: Memory) {
    self.world = world
    self.memory = memory
  }
}

extension WrappedState {
  private enum CodingKeys: String, CodingKey {
    case world
    case memory
  }

  /// Reads both parts; of a wrapper that remembers nothing only the state inside was written.
  public init(from decoder: any Decoder) throws {
    if let nothing = NoMemory() as? Memory {
      self.init(world: try Inner(from: decoder), memory: nothing)
    } else {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        world: try values.decode(Inner.self, forKey: .world),
        memory: try values.decode(Memory.self, forKey: .memory))
    }
  }

  /// Writes both parts; of a wrapper that remembers nothing only the state inside, so that the
  /// wrapper leaves no trace in it.
  public func encode(to encoder: any Encoder) throws {
    guard !(memory is NoMemory) else { return try world.encode(to: encoder) }
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(world, forKey: .world)
    try values.encode(memory, forKey: .memory)
  }
}

/// The memory of a wrapper that remembers nothing.
public struct NoMemory: Codable, Hashable, Sendable {
  /// The one value.
  public init() {}
}

extension EnvironmentWrapper {
  /// The state of the environment inside with the wrapper's memory.
  public var state: State {
    get { WrappedState(world: world.state, memory: memory) }
    set {
      world.state = newValue.world
      memory = newValue.memory
    }
  }

  /// That of the environment inside.
  public var observationSpace: Box { world.observationSpace }
  /// Those of the environment inside.
  public var actionSpace: Discrete { world.actionSpace }
  /// That of the environment inside.
  public var rewardRange: ClosedRange<Float> { world.rewardRange }
  /// That of the environment inside.
  public var mission: String { world.mission }
  /// That of the environment inside.
  public var hasActionMask: Bool { world.hasActionMask }

  /// Writes the mask of the environment inside.
  public func writeActionMask(into mask: UnsafeMutableBufferPointer<Bool>) {
    world.writeActionMask(into: mask)
  }

  /// Begins a new episode inside.
  public mutating func reset(using random: inout RandomStream) { world.reset(using: &random) }

  /// Takes the action inside.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    world.step(action, using: &random)
  }

  /// Draws the environment inside.
  public func render() -> Frame { world.render() }
  /// Describes the environment inside.
  public func describeState() -> String { world.describeState() }

  /// Whether the environment inside and the wrapper can be continued from it.
  public func isValid(_ state: State) -> Bool {
    world.isValid(state.world) && isValid(memory: state.memory)
  }

  /// Every memory that can be decoded.
  public func isValid(memory: Memory) -> Bool { true }
}

extension EnvironmentWrapper where Memory == NoMemory {
  /// Nothing.
  public var memory: NoMemory {
    get { NoMemory() }
    set {}
  }
}

extension EnvironmentWrapper where ObservationElement == World.ObservationElement {
  /// Writes the observation of the environment inside.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<ObservationElement>) {
    world.writeObservation(into: observation)
  }
}

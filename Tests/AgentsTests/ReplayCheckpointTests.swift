import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore
import Testing

private func shape(_ number: Int) -> ReplayShape {
  ReplayShape(
    capacity: 24, copies: 1 + number % 3, width: 3,
    elementType: number % 2 == 0 ? .float32 : .uint8, high: number % 4 == 1 ? 1 : 255,
    nStep: 1 + number % 4, frames: 1 + number % 3, hasMasks: number % 2 == 1,
    hasFinalMasks: number % 4 == 1,
    priorities: number % 3 == 0 ? nil : PrioritySettings())
}

/// One step, one batch, and new priorities where there are any; what was drawn.
private func round(
  _ feeder: inout ReplayFeeder, using random: inout RandomStream
) -> [PlainTransition] {
  feeder.step()
  let batch = feeder.buffer.sample(6, importanceExponent: 0.4, using: &random)
  if batch.weights != nil {
    feeder.buffer.updatePriorities(of: batch, errors: batch.rewards.map { $0.squareRoot() })
  }
  return plainTransitions(batch)
}

extension Tensor {
  fileprivate func map(_ body: (Float) -> Float) -> [Float] { scalars.map(body) }
}

@Suite struct ReplayCheckpointTests {
  /// At several steps, before and after the ring is full.
  @Test(arguments: 0..<12) func savedAndRestoredGoesOnTheSame(number: Int) throws {
    var feeder = ReplayFeeder(shape(number), seed: UInt64(number))
    var random = RandomStream(seed: 9)
    for _ in 0..<(5 * number) { _ = round(&feeder, using: &random) }
    var twin = feeder
    twin.buffer = shape(number).makeBuffer()
    try twin.buffer.read(from: feeder.saved())
    #expect(twin.saved() == feeder.saved())
    var twinRandom = random
    for step in 0..<40 {
      let drawn = round(&feeder, using: &random)
      #expect(drawn == round(&twin, using: &twinRandom), "step \(step)")
    }
    #expect(twin.saved() == feeder.saved())
  }

  private static let damages: [(name: String, body: @Sendable (inout [UInt8]) -> Void)] = [
    ("replay.observations", { $0.removeLast() }),
    ("replay.actions", { $0[0] = 0xFF }),
    ("replay.actions", { $0.removeLast(8) }),
    ("replay.rewards", { $0.removeLast(4) }),
    ("replay.endings", { $0[0] = 3 }),
    ("replay.endings", { $0.append(contentsOf: [UInt8](repeating: 0, count: 999)) }),
    ("replay.finals", { $0.append(0) }),
    ("replay.olderEndings", { $0.removeAll() }),
    ("replay.masks", { $0.removeLast() }),
    ("replay.finalMasks", { $0.removeLast() }),
    ("replay.priorities", { for index in 0..<4 { $0[index] = 0 } }),
    ("replay.priorities", { $0.removeLast(4) }),
    ("replay.largestPriority", { for index in $0.indices { $0[index] = 0xFF } }),
    ("replay.largestPriority", { for index in $0.indices { $0[index] = 0 } }),
  ]

  @Test(arguments: damages.indices) func aDamagedCheckpointIsRefusedByName(index: Int) throws {
    let (name, damage) = Self.damages[index]
    var feeder = ReplayFeeder(shape(5), seed: 1)
    for _ in 0..<20 { feeder.step() }
    let sound = feeder.saved()
    let entry = try #require(sound[name])
    var bytes = entry.bytes
    damage(&bytes)
    let damaged = SafeTensors.Entry(
      name: name, type: entry.type, shape: [bytes.count / entry.type.byteCount], bytes: bytes)
    let ofAnotherType = SafeTensors.Entry(
      name: name, type: .i8, shape: [entry.bytes.count], bytes: entry.bytes)
    for replacement in [damaged, ofAnotherType] {
      var file = SafeTensors()
      file.tensors = sound.tensors.map { $0.name == name ? replacement : $0 }
      var buffer = shape(5).makeBuffer()
      let error = #expect(throws: InputError.self) { try buffer.read(from: file) }
      #expect(error?.description.contains(name) == true)
    }
  }

  /// What is not there is missed, except masks: without them all actions are possible.
  @Test func aMissingEntryIsNamed() throws {
    var feeder = ReplayFeeder(shape(5), seed: 1)
    for _ in 0..<20 { feeder.step() }
    let sound = feeder.saved()
    for name in sound.names where !["replay.masks", "replay.finalMasks"].contains(name) {
      var file = SafeTensors()
      file.tensors = sound.tensors.filter { $0.name != name }
      var buffer = shape(5).makeBuffer()
      let error = #expect(throws: InputError.self) { try buffer.read(from: file) }
      #expect(error?.description.contains(name) == true)
    }
  }

  @Test func aCheckpointOfOtherSettingsIsRefused() throws {
    var feeder = ReplayFeeder(shape(0), seed: 1)
    for _ in 0..<20 { feeder.step() }
    for change: (inout ReplayShape) -> Void in [
      { $0.capacity = 4 }, { $0.frames = 2 }, { $0.width = 4 }, { $0.elementType = .uint8 },
      { $0.priorities = PrioritySettings() },
    ] {
      var other = shape(0)
      change(&other)
      var buffer = other.makeBuffer()
      #expect(throws: InputError.self, "\(other)") { try buffer.read(from: feeder.saved()) }
    }
  }
}

import Documents
import Environments
import Foundation
import Synchronization

/// The message of each thread's last fault.
private let faults = Mutex<[UInt: String]>([:])

private var thread: UInt { UInt(bitPattern: Thread.current.hash) }

/// Runs a body; what it throws becomes the thread's last fault.
func attempt<Value>(_ body: () throws -> Value) -> Value? {
  do {
    return try body()
  } catch let error as InputError {
    faults.withLock { $0[thread] = error.description }
  } catch {
    faults.withLock { $0[thread] = "\(error)" }
  }
  return nil
}

/// 0, or -1 where a body throws.
func status(_ body: () throws -> Void) -> Int32 { attempt(body) == nil ? -1 : 0 }

/// A copy of a text that the caller frees.
func owned(_ text: String) -> UnsafeMutablePointer<CChar>? { strdup(text) }

/// A copy of bytes that the caller frees.
func owned(_ bytes: [UInt8]) -> UnsafeMutablePointer<UInt8>? {
  guard let memory = malloc(max(bytes.count, 1)) else { return nil }
  bytes.withUnsafeBytes { bytes in
    if let start = bytes.baseAddress { memory.copyMemory(from: start, byteCount: bytes.count) }
  }
  return memory.assumingMemoryBound(to: UInt8.self)
}

/// A text that a caller passed.
///
/// - Throws: `InputError` for none.
func text(_ pointer: UnsafePointer<CChar>?) throws -> String {
  guard let pointer else { throw InputError("expected the name of an environment, got none") }
  return String(cString: pointer)
}

/// The object behind a pointer that was given out.
///
/// - Throws: `InputError` for NULL.
func object<Object: AnyObject>(
  _ pointer: UnsafeMutableRawPointer?, _ type: Object.Type
) throws -> Object {
  guard let pointer else { throw InputError("expected a pointer that was made here, got NULL") }
  return Unmanaged<Object>.fromOpaque(pointer).takeUnretainedValue()
}

/// An object as a pointer to give out.
func pointer(_ object: some AnyObject) -> UnsafeMutableRawPointer {
  Unmanaged.passRetained(object).toOpaque()
}

/// `apus_interface` of `apus.h`.
@_cdecl("apus_interface")
public func interface() -> Int32 { 1 }

/// `apus_free` of `apus.h`.
@_cdecl("apus_free")
public func release(_ memory: UnsafeMutableRawPointer?) { free(memory) }

/// `apus_last_error` of `apus.h`.
@_cdecl("apus_last_error")
public func lastError() -> UnsafeMutablePointer<CChar>? {
  faults.withLock { $0.removeValue(forKey: thread) }.flatMap { owned($0) }
}

/// `apus_registry` of `apus.h`.
@_cdecl("apus_registry")
public func registry() -> UnsafeMutablePointer<CChar>? {
  attempt {
    let entries = try EnvironmentRegistry.ids.map { id in
      let definition = try EnvironmentRegistry.definition(id)
      return RegistryEntry(
        id: definition.id, version: definition.version, summary: definition.summary)
    }
    return try json(entries)
  }.flatMap { owned($0) }
}

/// What the registry's list says of an environment.
private struct RegistryEntry: Encodable {
  var id: String
  var version: Int
  var summary: String
}

/// What an environment is, for a caller.
struct Description: Encodable {
  var id: String
  var version: Int
  var shape: [Int]
  var type: String
  var low: [Float]
  var high: [Float]
  var actions: [String]
  var timeLimit: Int?
  var hasMasks: Bool
  var rewardLow: Float
  var rewardHigh: Float

  init(_ definition: EnvironmentDefinition) {
    let world = definition.makeEnvironment()
    let space = world.observationSpace
    id = definition.id
    version = definition.version
    shape = space.shape
    // What it writes; a space of whole numbers may be written as floats all the same.
    type = Self.writesBytes(world) ? "uint8" : "float32"
    low = Self.brief(space.low)
    high = Self.brief(space.high)
    actions = world.actionSpace.names
    timeLimit = definition.timeLimit
    hasMasks = world.hasActionMask
    rewardLow = world.rewardRange.lowerBound
    rewardHigh = world.rewardRange.upperBound
  }

  private static func writesBytes<World: Environment>(_ world: World) -> Bool {
    World.ObservationElement.self == UInt8.self
  }

  private static func brief(_ bounds: [Float]) -> [Float] {
    bounds.allSatisfy { $0 == bounds[0] } ? Array(bounds.prefix(1)) : bounds
  }
}

/// A value as JSON, infinities as texts.
func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// The definition of an environment that runs in this process.
///
/// - Throws: `InputError` where there is none.
func definition(_ name: UnsafePointer<CChar>?) throws -> EnvironmentDefinition {
  let definition = try EnvironmentDefinition.load(try text(name))
  guard !definition.isExternal else {
    throw InputError("'\(definition.id)' runs in Python already")
  }
  return definition
}

/// The number of an action or a copy, checked.
func checked(_ number: Int32, below count: Int, _ what: String) throws -> Int {
  guard number >= 0, number < count else {
    throw InputError("expected \(what) in 0..<\(count), got \(number)")
  }
  return Int(number)
}

/// A picture as bytes that the caller frees; its size goes to two places.
func owned(
  _ frame: Frame, _ width: UnsafeMutablePointer<Int32>?, _ height: UnsafeMutablePointer<Int32>?
) -> UnsafeMutablePointer<UInt8>? {
  width?.pointee = Int32(frame.width)
  height?.pointee = Int32(frame.height)
  return owned(frame.pixels)
}

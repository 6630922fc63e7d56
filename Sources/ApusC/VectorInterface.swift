import Determinism
import Documents
import Environments

/// A vector as an object of one type, whatever its environment.
private final class VectorHandle {
  let vector: any VectorEnvironment

  init(_ vector: any VectorEnvironment) { self.vector = vector }
}

private func vector(_ pointer: UnsafeMutableRawPointer?) throws -> any VectorEnvironment {
  try object(pointer, VectorHandle.self).vector
}

/// `apus_vector_make` of `apus.h`.
@_cdecl("apus_vector_make")
public func makeVector(
  _ environment: UnsafePointer<CChar>?, _ seed: UInt64, _ count: Int32
) -> UnsafeMutableRawPointer? {
  attempt {
    guard (1...1_048_576).contains(count) else {
      throw InputError("expected 1 to 1048576 copies, got \(count)")
    }
    let vector = try definition(environment).makeVector(
      count: Int(count), random: RandomStream(seed: seed))
    return pointer(VectorHandle(vector))
  }
}

/// `apus_vector_free` of `apus.h`.
@_cdecl("apus_vector_free")
public func freeVector(_ pointer: UnsafeMutableRawPointer?) {
  if let pointer { Unmanaged<VectorHandle>.fromOpaque(pointer).release() }
}

/// `apus_vector_describe` of `apus.h`.
@_cdecl("apus_vector_describe")
public func describeVector(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<CChar>? {
  attempt { try json(Description(vector(pointer).definition)) }.flatMap { owned($0) }
}

/// `apus_vector_reset` of `apus.h`.
@_cdecl("apus_vector_reset")
public func resetVector(_ pointer: UnsafeMutableRawPointer?) -> Int32 {
  status { try vector(pointer).reset() }
}

/// `apus_vector_step` of `apus.h`.
@_cdecl("apus_vector_step")
public func stepVector(
  _ pointer: UnsafeMutableRawPointer?, _ actions: UnsafePointer<Int32>?, _ count: Int32
) -> Int32 {
  status {
    let vector = try vector(pointer)
    guard let actions, Int(count) == vector.count else {
      throw InputError("expected \(vector.count) actions, got \(actions == nil ? 0 : count)")
    }
    let chosen = UnsafeBufferPointer(start: actions, count: vector.count)
    let limit = UInt32(vector.actionSpace.count)
    var isValid = true
    for action in chosen { isValid = isValid && UInt32(bitPattern: action) < limit }
    if !isValid {
      for action in chosen { _ = try checked(action, below: vector.actionSpace.count, "actions") }
    }
    vector.step(chosen)
  }
}

/// `apus_vector_observations` of `apus.h`.
@_cdecl("apus_vector_observations")
public func vectorObservations(_ pointer: UnsafeMutableRawPointer?) -> UnsafeRawPointer? {
  attempt {
    let vector = try vector(pointer)
    return UnsafeRawPointer(vector.observationBytes?.baseAddress)
      ?? UnsafeRawPointer(vector.observations.baseAddress)
  } ?? nil
}

/// `apus_vector_final_observations` of `apus.h`.
@_cdecl("apus_vector_final_observations")
public func vectorFinalObservations(_ pointer: UnsafeMutableRawPointer?) -> UnsafeRawPointer? {
  attempt {
    let vector = try vector(pointer)
    return UnsafeRawPointer(vector.finalObservationBytes?.baseAddress)
      ?? UnsafeRawPointer(vector.finalObservations.baseAddress)
  } ?? nil
}

/// `apus_vector_rewards` of `apus.h`.
@_cdecl("apus_vector_rewards")
public func vectorRewards(_ pointer: UnsafeMutableRawPointer?) -> UnsafePointer<Float>? {
  attempt { try vector(pointer).rewards.baseAddress } ?? nil
}

/// `apus_vector_terminated` of `apus.h`.
@_cdecl("apus_vector_terminated")
public func vectorTerminated(_ pointer: UnsafeMutableRawPointer?) -> UnsafePointer<Bool>? {
  attempt { try vector(pointer).terminated.baseAddress } ?? nil
}

/// `apus_vector_truncated` of `apus.h`.
@_cdecl("apus_vector_truncated")
public func vectorTruncated(_ pointer: UnsafeMutableRawPointer?) -> UnsafePointer<Bool>? {
  attempt { try vector(pointer).truncated.baseAddress } ?? nil
}

/// `apus_vector_masks` of `apus.h`.
@_cdecl("apus_vector_masks")
public func vectorMasks(_ pointer: UnsafeMutableRawPointer?) -> UnsafePointer<Bool>? {
  attempt { try vector(pointer).actionMasks?.baseAddress } ?? nil
}

/// `apus_vector_snapshot` of `apus.h`.
@_cdecl("apus_vector_snapshot")
public func vectorSnapshot(
  _ pointer: UnsafeMutableRawPointer?, _ length: UnsafeMutablePointer<Int64>?
) -> UnsafeMutablePointer<UInt8>? {
  attempt {
    let bytes = try vector(pointer).snapshot()
    length?.pointee = Int64(bytes.count)
    return owned(bytes)
  } ?? nil
}

/// `apus_vector_restore` of `apus.h`.
@_cdecl("apus_vector_restore")
public func restoreVector(
  _ pointer: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<UInt8>?, _ length: Int64
) -> Int32 {
  status {
    guard let bytes, length >= 0, let count = Int(exactly: length) else {
      throw InputError("expected the bytes of a snapshot, got none")
    }
    try vector(pointer).restore(Array(UnsafeBufferPointer(start: bytes, count: count)))
  }
}

/// `apus_vector_render` of `apus.h`.
@_cdecl("apus_vector_render")
public func renderVector(
  _ pointer: UnsafeMutableRawPointer?, _ copy: Int32, _ width: UnsafeMutablePointer<Int32>?,
  _ height: UnsafeMutablePointer<Int32>?
) -> UnsafeMutablePointer<UInt8>? {
  attempt {
    let vector = try vector(pointer)
    return owned(
      vector.render(try checked(copy, below: vector.count, "a copy")), width, height)
  } ?? nil
}

/// `apus_vector_text` of `apus.h`.
@_cdecl("apus_vector_text")
public func vectorText(
  _ pointer: UnsafeMutableRawPointer?, _ copy: Int32
) -> UnsafeMutablePointer<CChar>? {
  attempt {
    let vector = try vector(pointer)
    return vector.describeState(try checked(copy, below: vector.count, "a copy"))
  }.flatMap { owned($0) }
}

/// `apus_vector_mission` of `apus.h`.
@_cdecl("apus_vector_mission")
public func vectorMission(
  _ pointer: UnsafeMutableRawPointer?, _ copy: Int32
) -> UnsafeMutablePointer<CChar>? {
  attempt {
    let vector = try vector(pointer)
    return vector.mission(try checked(copy, below: vector.count, "a copy"))
  }.flatMap { owned($0) }
}

import Determinism
import Environments

/// An episode as an object of one type.
private final class EpisodeHandle {
  let episode: any SteppedEpisode

  init(_ episode: any SteppedEpisode) { self.episode = episode }
}

private func episode(_ pointer: UnsafeMutableRawPointer?) throws -> any SteppedEpisode {
  try object(pointer, EpisodeHandle.self).episode
}

/// `apus_episode_make` of `apus.h`.
@_cdecl("apus_episode_make")
public func makeEpisode(
  _ environment: UnsafePointer<CChar>?, _ seed: UInt64
) -> UnsafeMutableRawPointer? {
  attempt {
    pointer(
      EpisodeHandle(try definition(environment).makeEpisode(random: RandomStream(seed: seed))))
  }
}

/// `apus_episode_free` of `apus.h`.
@_cdecl("apus_episode_free")
public func freeEpisode(_ pointer: UnsafeMutableRawPointer?) {
  if let pointer { Unmanaged<EpisodeHandle>.fromOpaque(pointer).release() }
}

/// `apus_episode_describe` of `apus.h`.
@_cdecl("apus_episode_describe")
public func describeEpisode(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<CChar>? {
  attempt { try json(Description(episode(pointer).definition)) }.flatMap { owned($0) }
}

/// `apus_episode_begin` of `apus.h`.
@_cdecl("apus_episode_begin")
public func beginEpisode(_ pointer: UnsafeMutableRawPointer?) -> Int32 {
  status { try episode(pointer).begin() }
}

/// `apus_episode_step` of `apus.h`.
@_cdecl("apus_episode_step")
public func stepEpisode(
  _ pointer: UnsafeMutableRawPointer?, _ action: Int32, _ reward: UnsafeMutablePointer<Float>?,
  _ terminated: UnsafeMutablePointer<Bool>?, _ truncated: UnsafeMutablePointer<Bool>?
) -> Int32 {
  status {
    let result = try episode(pointer).step(action)
    reward?.pointee = result.reward
    terminated?.pointee = result.terminated
    truncated?.pointee = result.truncated
  }
}

/// `apus_episode_observation` of `apus.h`.
@_cdecl("apus_episode_observation")
public func episodeObservation(_ pointer: UnsafeMutableRawPointer?) -> UnsafeRawPointer? {
  attempt { try episode(pointer).observation } ?? nil
}

/// `apus_episode_mask` of `apus.h`.
@_cdecl("apus_episode_mask")
public func episodeMask(_ pointer: UnsafeMutableRawPointer?) -> UnsafePointer<Bool>? {
  attempt { try episode(pointer).mask } ?? nil
}

/// `apus_episode_render` of `apus.h`.
@_cdecl("apus_episode_render")
public func renderEpisode(
  _ pointer: UnsafeMutableRawPointer?, _ width: UnsafeMutablePointer<Int32>?,
  _ height: UnsafeMutablePointer<Int32>?
) -> UnsafeMutablePointer<UInt8>? {
  attempt { owned(try episode(pointer).render(), width, height) } ?? nil
}

/// `apus_episode_text` of `apus.h`.
@_cdecl("apus_episode_text")
public func episodeText(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<CChar>? {
  attempt { try episode(pointer).describeState() }.flatMap { owned($0) }
}

/// `apus_episode_mission` of `apus.h`.
@_cdecl("apus_episode_mission")
public func episodeMission(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<CChar>? {
  attempt { try episode(pointer).mission }.flatMap { owned($0) }
}

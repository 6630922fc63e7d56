import Determinism
import Documents
import Environments
import Foundation

extension GymnasiumVector {
  /// Seeds and actions of the present episodes, with a hash of what they led to.
  ///
  /// Gymnasium's environments cannot give their state away; a restored one plays the present
  /// episodes again in its own workers.
  package func snapshot() throws -> [UInt8] {
    if let failure { throw failure }
    let copies = episodes.enumerated().map { copy, episode in
      CopySnapshot(
        root: episode.root, episode: episode.number,
        actions: Data(episode.actions.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
        hash: columns.hash(copy))
    }
    return try SnapshotText.encode(
      VectorSnapshot(environment: definition.id, version: definition.version, copies: copies),
      of: definition.id)
  }

  /// Plays the episodes of a snapshot again.
  ///
  /// - Throws: `InputError` where the bytes are no snapshot of these copies, with nothing changed;
  ///   and where the replay leads elsewhere, after which the vector has failed.
  package func restore(_ bytes: [UInt8]) throws {
    if let failure { throw failure }
    let snapshot = try SnapshotText.decode(VectorSnapshot.self, from: bytes, of: definition.id)
    guard snapshot.environment == definition.id, snapshot.version == definition.version,
      snapshot.copies.count == count
    else {
      throw InputError(
        "the snapshot holds \(snapshot.copies.count) copies of '\(snapshot.environment)' version "
          + "\(snapshot.version), expected \(count) of '\(definition.id)' version "
          + "\(definition.version)")
    }
    let recorded = try snapshot.copies.map { try actions(of: $0) }
    do {
      try replay(snapshot.copies, recorded)
    } catch let error as InputError {
      failure = error
      throw error
    }
  }

  private func actions(of copy: CopySnapshot) throws -> [Int32] {
    let bytes = [UInt8](copy.actions)
    let actions = stride(from: 0, to: bytes.count - 1, by: 2).map {
      Int32(bytes[$0]) | Int32(bytes[$0 + 1]) << 8
    }
    guard bytes.count % 2 == 0, (0..<(1 << 40)).contains(copy.episode),
      actions.allSatisfy({ $0 < actionSpace.count })
    else {
      throw InputError("the snapshot of environment '\(definition.id)' holds faulty actions")
    }
    return actions
  }

  private func replay(_ copies: [CopySnapshot], _ recorded: [[Int32]]) throws {
    var begins = [Bool](repeating: false, count: count)
    for (copy, saved) in copies.enumerated() {
      let episode = GymnasiumEpisode(root: saved.root, number: saved.episode)
      // What stands at the same beginning already is left there.
      begins[copy] =
        episode.seed != episodes[copy].seed || !episodes[copy].actions.isEmpty
        || columns.hash(copy) != saved.hash
      episodes[copy] = episode
    }
    try begin { begins[$0] }
    for step in 0..<(recorded.map(\.count).max() ?? 0) {
      let actions = recorded.map { step < $0.count ? $0[step] : -1 }
      try actions.withUnsafeBufferPointer { try exchange($0) }
      for copy in 0..<count where columns.hasEnded(copy) {
        throw otherwise(copy, "its episode ended at step \(step + 1)")
      }
    }
    for (copy, saved) in copies.enumerated() where columns.hash(copy) != saved.hash {
      throw otherwise(copy, "its observation at step \(recorded[copy].count) is another")
    }
    columns.clearResults()
  }

  private func otherwise(_ copy: Int, _ difference: String) -> InputError {
    InputError(
      "'\(definition.id)' does not repeat itself: from the same seed and with the same actions, "
        + "copy \(copy) went elsewhere than before (\(difference))",
      remedy: "a run in an environment that is not deterministic, or that was changed, cannot be "
        + "resumed: train anew")
  }
}

/// What a snapshot of a vector holds.
private struct VectorSnapshot: Codable {
  var environment: String
  var version: Int
  var copies: [CopySnapshot]
}

/// What a snapshot holds of one copy.
private struct CopySnapshot: Codable {
  /// The stream of the copy.
  var root: RandomStream
  /// The number of the present episode.
  var episode: Int
  /// The actions taken in it, two bytes each, little-endian.
  var actions: Data
  /// Of the present observation.
  var hash: String
}

extension GymnasiumColumns {
  /// The first 16 digits of the SHA-256 of a copy's present observation.
  package func hash(_ copy: Int) -> String { String(SHA256.hex(of: bytes(copy)).prefix(16)) }
}

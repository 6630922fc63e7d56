import Determinism
import Foundation

/// A chain of SHA-256 over the states of an episode and what its steps brought.
///
/// Each link covers the one before, so two chains agree only as long as everything agreed so far.
struct StateChain {
  private(set) var digest: [UInt8] = Array(repeating: 0, count: 32)

  /// Two bytes of the present link.
  var mark: UInt16 { UInt16(digest[0]) | UInt16(digest[1]) << 8 }

  /// The present link, 64 hexadecimal digits.
  var hexadecimal: String { SHA256.hex(of: digest) }

  /// Adds a state and the step that led to it; none for the first.
  mutating func append<World: Environment>(
    _ world: World, action: Int? = nil, result: StepResult = StepResult(reward: 0)
  ) {
    var hash = SHA256()
    hash.update(digest)
    hash.update(Self.bytes(of: world.state))
    let flags: UInt32 = (result.terminated ? 1 : 0) | (result.truncated ? 2 : 0)
    for word in [UInt32(bitPattern: Int32(action ?? -1)), result.reward.bitPattern, flags] {
      hash.update((0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) })
    }
    digest = Array(hash.finalize())
  }

  /// The state as JSON with sorted keys: the same state gives the same bytes.
  fileprivate static func bytes(of state: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "+inf", negativeInfinity: "-inf", nan: "nan")
    // A state that cannot be encoded cannot be saved either; the checker reports it.
    return (try? encoder.encode(state)).map([UInt8].init) ?? []
  }
}

extension Environment {
  /// SHA-256 of the present state, 64 hexadecimal digits: equal states have equal hashes, on every
  /// machine and in every run.
  public var stateHash: String {
    var hash = SHA256()
    hash.update(StateChain.bytes(of: state))
    return SHA256.hex(of: hash.finalize())
  }
}

import Documents
import Foundation

/// The one form in which vector environments write themselves: JSON with sorted keys, so that the
/// same vector gives the same bytes.
package enum SnapshotText {
  /// The bytes of a snapshot.
  ///
  /// - Parameters:
  ///   - snapshot: what to write.
  ///   - environment: the id of the environment, for the message.
  /// - Returns: the bytes.
  /// - Throws: `InputError` where a number is not finite.
  package static func encode(
    _ snapshot: some Encodable, of environment: String
  ) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      return try [UInt8](encoder.encode(snapshot))
    } catch {
      throw InputError("the state of environment '\(environment)' cannot be written: \(error)")
    }
  }

  /// The snapshot of some bytes.
  ///
  /// - Parameters:
  ///   - type: what they should hold.
  ///   - bytes: what was written.
  ///   - environment: the id of the environment, for the message.
  /// - Returns: the snapshot; whether it fits the vector is for the caller to see.
  /// - Throws: `InputError` where they hold something else.
  package static func decode<Snapshot: Decodable>(
    _ type: Snapshot.Type, from bytes: [UInt8], of environment: String
  ) throws -> Snapshot {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw InputError("these bytes are no snapshot of environment '\(environment)': \(error)")
    }
  }
}

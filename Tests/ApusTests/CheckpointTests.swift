import Foundation
import Testing

/// Policy files that were cut, flipped or made to mislead; every one is refused by name and reason.
@Suite(.serialized) struct CheckpointTests {
  private func refusals(_ folder: TemporaryFolder, _ bytes: Data) throws -> String {
    try bytes.write(to: URL(fileURLWithPath: "\(folder.path)/bad.safetensors"))
    let result = try folder.apus("evaluate", "bad.safetensors")
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("apus: bad.safetensors"), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count <= 2, "\(result.errors)")
    return result.errors
  }

  /// A safetensors file from the text of its header.
  private func file(_ header: String, _ data: Data = Data()) -> Data {
    var length = UInt64(header.utf8.count).littleEndian
    return Data(bytes: &length, count: 8) + Data(header.utf8) + data
  }

  @Test func damagedAndHostileFilesAreRefused() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    let whole = try folder.bytes("a/policy.safetensors")
    _ = try refusals(folder, Data())
    _ = try refusals(folder, whole.prefix(whole.count - 1))
    _ = try refusals(folder, whole + [0])
    _ = try refusals(folder, Data([0, 0, 0, 0, 0, 0, 0, 0x80]) + whole.dropFirst(8))
    _ = try refusals(folder, Data(repeating: 0xFF, count: 4096))
    _ = try refusals(folder, file("{}"))
    _ = try refusals(
      folder, file(#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, Data(count: 8)))
    _ = try refusals(
      folder, file(#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,900]}}"#, Data(count: 8)))
    _ = try refusals(
      folder,
      file(
        #"{"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
        Data(count: 12)))
    _ = try refusals(
      folder,
      file(
        #"{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#,
        Data(count: 8)))
    // A network that the tensors do not hold: refused before it is built.
    #expect(try refusals(folder, replacing(whole, "linear: 32", "linear: 99")).contains("shape"))
    #expect(
      try refusals(folder, replacing(whole, "\"formatVersion\":\"1\"", "\"formatVersion\":\"2\""))
        .contains("policy format 2"))
    #expect(
      try refusals(folder, replacing(whole, "\"apus-policy\"", "\"apus-resume\"")).contains("not a")
    )
  }

  @Test func everyFlippedBitOfTheHeaderIsRefusedOrHarmless() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    let whole = try folder.bytes("a/policy.safetensors")
    // A few dozen of its bytes, spread over the file; each run must end by itself, and say why.
    for index in stride(from: 0, to: whole.count, by: max(1, whole.count / 40)) {
      var bytes = whole
      bytes[bytes.startIndex + index] ^= 0x10
      try bytes.write(to: URL(fileURLWithPath: "\(folder.path)/bad.safetensors"))
      let result = try folder.apus("evaluate", "bad.safetensors", "--episodes", "1")
      #expect(result.status == 0 || result.status == 1, "byte \(index): \(result.status)")
      #expect(result.errors.split(separator: "\n").count <= 2, "byte \(index): \(result.errors)")
    }
  }

  @Test func aResumeFileIsNoPolicy() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    let result = try folder.apus("evaluate", "a/resume.safetensors")
    #expect(result.status == 1 && result.errors.contains("resume.safetensors"), "\(result.errors)")
  }

  /// Replaces a text in the header by one of the same length.
  private func replacing(_ bytes: Data, _ from: String, _ to: String) throws -> Data {
    var bytes = bytes
    let range = try #require(bytes.range(of: Data(from.utf8)), "no '\(from)' in the file")
    bytes.replaceSubrange(range, with: Data(to.utf8))
    return bytes
  }
}

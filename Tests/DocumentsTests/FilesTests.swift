import Documents
import Foundation
import Testing

/// A folder that is removed when the test ends.
final class TemporaryFolder {
  let path: String
  init() throws {
    path = NSTemporaryDirectory() + "apus-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

struct FilesTests {
  @Test func whatIsWrittenIsReadAndNothingElseIsLeft() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.bin"
    for count in [0, 1, 65_535, 200_000] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try writeAtomically(bytes, to: path)
      #expect(try readFile(path) == bytes)
    }
    #expect(folder.names == ["a.bin"])
  }

  @Test func piecesAreJoinedAndALeftoverPartialFileIsReused() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a"
    try writeAtomically(
      "a leftover that is longer than what follows", to: folder.path + "/.a.partial")
    let first: [UInt8] = [1, 2]
    let second: [UInt8] = [3]
    try first.withUnsafeBytes { a in
      try second.withUnsafeBytes { b in
        try writeAtomically([a, UnsafeRawBufferPointer(start: nil, count: 0), b], to: path)
      }
    }
    #expect(try readFile(path) == [1, 2, 3])
    #expect(folder.names == ["a"])
  }

  @Test func writersOfOneFileTakeTurns() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a"
    try await withThrowingTaskGroup(of: Void.self) { group in
      for value in UInt8(0)..<8 {
        group.addTask {
          for _ in 0..<10 { try writeAtomically([UInt8](repeating: value, count: 5000), to: path) }
        }
      }
      try await group.waitForAll()
    }
    let bytes = try readFile(path)
    #expect(bytes.count == 5000 && Set(bytes).count == 1)
    #expect(folder.names == ["a"])
  }

  @Test func aPlaceThatCannotBeWrittenIsNamedWithItsReason() throws {
    let folder = try TemporaryFolder()
    let missing = folder.path + "/no/a"
    #expect(
      message { try writeAtomically("x", to: missing) }
        == "\(missing): cannot be written: there is no such file or folder")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/d/e", withIntermediateDirectories: true)
    #expect(
      message { try writeAtomically("x", to: folder.path + "/d") }.contains("cannot be replaced"))
    #expect(folder.names == ["d"])
  }

  /// In a process of its own, whose files may not grow beyond a limit: what a full disk does, without one.
  @Test func aWriteThatFailsMidwayLeavesTheOldFileAndNoPartialOne() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = folder.path + "/a"
      try writeAtomically("old", to: path)
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
      precondition(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      let large = [UInt8](repeating: 1, count: 8 << 20)
      precondition(message { try writeAtomically(large, to: path) }.contains("too large"))
      let kept = try readText(path)
      precondition(kept == "old")
      precondition(folder.names == ["a"])
    }
  }

  /// `APUS_SMALL_DISK` names a folder on a small file system of its own, such as
  /// `mount -t tmpfs -o size=1m tmpfs /mnt/small` makes.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["APUS_SMALL_DISK"] != nil))
  func aFullDiskLeavesTheOldFileAndNoPartialOne() throws {
    let disk = try #require(ProcessInfo.processInfo.environment["APUS_SMALL_DISK"])
    let path = disk + "/a"
    try writeAtomically("old", to: path)
    let large = [UInt8](repeating: 1, count: 8 << 20)
    #expect(message { try writeAtomically(large, to: path) }.contains("the disk is full"))
    #expect(try readText(path) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == ["a"])
  }

  @Test func readingNamesTheReason() throws {
    let folder = try TemporaryFolder()
    #expect(message { _ = try readFile(folder.path + "/x") }.contains("there is no such file"))
    #expect(message { _ = try readFile(folder.path) }.contains("is a folder"))
    let path = folder.path + "/a"
    try writeAtomically("12345", to: path)
    #expect(message { _ = try readFile(path, atMost: 4) }.contains("larger than the 4 bytes"))
    #expect(message { _ = try readFile("/dev/zero", atMost: 100_000) }.contains("larger than"))
  }

  @Test func bytesThatAreNotTextAreRefusedWithTheirLine() throws {
    #expect(try decodeText([0xEF, 0xBB, 0xBF, 0x61], file: "a") == "a")
    let text = message { _ = try decodeText([0x61, 0x0A, 0x0A, 0xC3, 0x28, 0x0A], file: "a") }
    #expect(text == "a:3: is not UTF-8 text\n  save the file with UTF-8 encoding")
  }
}

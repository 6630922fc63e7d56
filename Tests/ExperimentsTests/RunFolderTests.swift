import Documents
import Experiments
import Testing

@Suite struct RunFolderTests {
  @Test func foldersAreNumberedFromOne() throws {
    let folder = try TemporaryFolder()
    let parent = folder.path + "/runs"
    #expect(try RunFolder.createNumbered(in: parent, name: "a").path == parent + "/a-1")
    #expect(try RunFolder.createNumbered(in: parent, name: "a").path == parent + "/a-2")
    #expect(try RunFolder.createNumbered(in: parent, name: "b").path == parent + "/b-1")
  }

  @Test func aFolderWithContentIsNotTaken() throws {
    let folder = try TemporaryFolder()
    #expect(try RunFolder.create(at: folder.path + "/deep/er/").path == folder.path + "/deep/er")
    #expect(try RunFolder.create(at: folder.path + "/deep/er").isRun == false)
    try folder.write("deep/er/x", "")
    #expect(throws: InputError.self) { try RunFolder.create(at: folder.path + "/deep/er") }
    #expect(throws: InputError.self) { try RunFolder.create(at: folder.path + "/deep/er/x") }
  }

  @Test func onlyOneHolderHasTheLock() throws {
    let temporary = try TemporaryFolder()
    let folder = RunFolder(path: temporary.path)
    do {
      let lock = try RunLock(folder)
      #expect(RunLock.isHeld(folder))
      #expect(throws: InputError.self) { try RunLock(folder) }
      withExtendedLifetime(lock) {}
    }
    #expect(!RunLock.isHeld(folder))
  }

  @Test func theEntriesOfAFolderAreSorted() throws {
    let folder = try TemporaryFolder()
    for name in ["b", "a", ".c"] { try folder.write(name, "") }
    #expect(try FileSystem.entries(of: folder.path) == [".c", "a", "b"])
    #expect(throws: InputError.self) { try FileSystem.entries(of: folder.path + "/none") }
  }
}

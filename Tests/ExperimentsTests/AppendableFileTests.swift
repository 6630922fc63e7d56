import Documents
import Experiments
import Testing

@Suite struct AppendableFileTests {
  @Test func aResumedFileIsCutBackToItsMark() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/log"
    let file = try AppendableFile(creating: path)
    try file.append("kept\n")
    let mark = file.mark
    try file.append("lost\n")
    try file.synchronize()
    let resumed = try AppendableFile(resuming: path, at: mark)
    #expect(try folder.bytes("log") == Array("kept\n".utf8))
    try resumed.append("new\n")
    try resumed.flush()
    #expect(try folder.bytes("log") == Array("kept\nnew\n".utf8))
  }

  @Test func theMarkOfAResumedFileIsThatOfOneWrittenAtOnce() throws {
    let folder = try TemporaryFolder()
    let whole = try AppendableFile(creating: folder.path + "/whole")
    try whole.append("one two")
    let first = try AppendableFile(creating: folder.path + "/parts")
    try first.append("one ")
    try first.synchronize()
    let second = try AppendableFile(resuming: folder.path + "/parts", at: first.mark)
    try second.append("two")
    #expect(second.mark == whole.mark)
  }

  @Test func aShortOrChangedFileIsRefusedAndLeftAsItIs() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/log"
    let file = try AppendableFile(creating: path)
    try file.append("12345678")
    try file.synchronize()
    for damaged in ["1234567", "1234567X", "X2345678 and more"] {
      try folder.write("log", damaged)
      #expect(throws: InputError.self, "\(damaged)") {
        try AppendableFile(resuming: path, at: file.mark)
      }
      #expect(try folder.bytes("log") == Array(damaged.utf8))
    }
  }

  @Test func aMarkIsReadBackFromItsText() {
    let mark = AppendableFile.Mark(length: 12, checksum: 0xFFFF_FFFF)
    #expect(AppendableFile.Mark(text: mark.text) == mark)
    for faulty in ["", "12", "12 x", "-1 5", "12 4294967296", "1 2 3"] {
      #expect(AppendableFile.Mark(text: faulty) == nil, "\(faulty)")
    }
  }

  @Test func whatIsAppendedReachesTheFileWhenItIsMuch() throws {
    let folder = try TemporaryFolder()
    let file = try AppendableFile(creating: folder.path + "/log")
    try file.append([UInt8](repeating: 7, count: 70_000))
    #expect(try folder.bytes("log").count == 70_000)
  }

  @Test func aFileThatCannotBeCreatedIsNamed() {
    let error = #expect(throws: InputError.self) {
      try AppendableFile(creating: "/nowhere/at/all")
    }
    #expect(error?.file == "/nowhere/at/all")
  }
}

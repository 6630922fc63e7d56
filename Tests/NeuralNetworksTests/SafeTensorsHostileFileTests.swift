import Documents
import NeuralNetworks
import Testing

struct SafeTensorsHostileFileTests {
  /// A file of a header, unpadded, and data.
  private func bytes(_ header: String, _ data: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
    let length = length ?? UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + data
  }

  private func refusal(_ bytes: [UInt8]) -> String {
    do {
      _ = try SafeTensors(bytes: bytes, file: "x")
      return "read"
    } catch {
      #expect(error is InputError)
      return "\(error)"
    }
  }

  private func tensor(_ name: String, _ type: String, _ shape: String, _ offsets: String) -> String
  {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  @Test func lengthsBeyondTheFileAreRefused() {
    #expect(refusal([]).contains("expected at least 8 bytes, found 0"))
    #expect(refusal([1, 0, 0]).contains("found 3"))
    #expect(
      refusal(bytes("{}", length: 1 << 63)).contains("claims 9223372036854775808 bytes, but only 2")
    )
    #expect(refusal(bytes("{}", length: .max)).contains("but only 2"))
    #expect(refusal(bytes("{}", length: 3)).contains("claims 3 bytes, but only 2"))
    #expect(refusal(bytes("", length: 0)).contains("does not begin with '{'"))
    #expect(refusal(bytes("{}")) == "read")
  }

  @Test(arguments: [
    ("[1, 2]", "does not begin with '{'"), (" {}", "does not begin with '{'"),
    ("{", "expected '\"', found its end"), ("{}x", "expected the end of the header"),
    ("{\"a\"", "expected ':'"), ("{\"a\":1}", "expected '{'"), ("{\"a\":null}", "expected '{'"),
    ("{\"a\":{}}", "lacks its dtype"), ("{\"a", "does not end"),
    ("{\"\\q\":", "expected an escape"),
    ("{\"\\ud800\":{}}", "expected a character"), ("{\"\\u12g4\":{}}", "four hexadecimal digits"),
    ("{\"a\nb\":{}}", "bare control character"), ("{\"__metadata__\":{\"a\":1}}", "expected '\"'"),
    ("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", "the key 'a' stands twice"),
    ("{\"__metadata__\":{},\"__metadata__\":{}}", "the name '__metadata__' stands twice"),
    ("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}", "unknown or repeated key 'dtype'"),
    ("{\"a\":{\"color\":\"U8\"}}", "unknown or repeated key 'color'"),
  ])
  func headersOfAnotherFormAreRefused(header: String, reason: String) {
    let text = refusal(bytes(header))
    #expect(text.contains(reason), "\(text)")
  }

  @Test func claimsThatDoNotFitAreRefused() {
    func check(_ members: [String], _ data: Int, _ reason: String) {
      let text = refusal(
        bytes("{\(members.joined(separator: ","))}", [UInt8](repeating: 0, count: data)))
      #expect(text.contains(reason), "\(text)")
    }
    check([tensor("a", "F32", "[1]", "[0,4]")], 4, "read")
    check([tensor("a", "F31", "[1]", "[0,4]")], 4, "unknown dtype 'F31'")
    check([tensor("a", "F32", "[1]", "[0,8]")], 4, "claims the bytes 0 to 8 of 4")
    check([tensor("a", "F32", "[1]", "[4,0]")], 4, "claims the bytes 4 to 0 of 4")
    check([tensor("a", "F32", "[1]", "[0,4,8]")], 4, "more than 2 numbers")
    check([tensor("a", "F32", "[1]", "[4]")], 4, "two data_offsets")
    check([tensor("a", "F32", "[2]", "[0,4]")], 4, "do not match F32 [2]")
    check([tensor("a", "F64", "[1]", "[0,4]")], 4, "do not match F64 [1]")
    check([tensor("a", "U8", "[-1]", "[0,4]")], 4, "whole number that is not negative")
    check([tensor("a", "U8", "[4.0]", "[0,4]")], 4, "expected ']'")
    check([tensor("a", "U8", "[04]", "[0,4]")], 4, "whole number that is not negative")
    check([tensor("a", "U8", "[99999999999999999999]", "[0,4]")], 4, "larger than any file")
    check([tensor("a", "F32", "[4294967296,4294967296]", "[0,0]")], 0, "do not match")
    check([tensor("a", "U8", "[9223372036854775807,3,0]", "[0,0]")], 0, "do not match")
    let two = [tensor("a", "U8", "[3]", "[0,3]"), tensor("b", "U8", "[3]", "[2,5]")]
    check(two, 5, "tensor 'b' overlaps")
    check(
      [tensor("a", "U8", "[2]", "[0,2]"), tensor("b", "U8", "[2]", "[3,5]")], 5, "belong to nothing"
    )
    check([tensor("a", "U8", "[2]", "[1,3]")], 3, "the bytes 0 to 1 before tensor 'a'")
    check([tensor("a", "U8", "[2]", "[0,2]")], 3, "the last 1 bytes belong to nothing")
    check(
      [tensor("a", "U8", "[1]", "[0,1]"), tensor("a", "U8", "[1]", "[1,2]")], 2, "stands twice")
    check([tensor("\\u0061", "U8", "[1]", "[0,1]"), tensor("a", "U8", "[1]", "[1,2]")], 2, "twice")
    let axes = "[" + [String](repeating: "1", count: 33).joined(separator: ",") + "]"
    check([tensor("a", "U8", axes, "[0,1]")], 1, "more than 32 numbers")
  }

  @Test func deepNestingAndBytesThatAreNotTextAreRefused() {
    #expect(
      refusal(bytes("{\"a\":" + String(repeating: "[", count: 1_000_000))).contains("expected '{'"))
    #expect(
      refusal(bytes(String(repeating: "{\"a\":", count: 500_000))).contains(
        "unknown or repeated key"))
    #expect(refusal([4, 0, 0, 0, 0, 0, 0, 0] + [0x7B, 0x22, 0xC3, 0x22]).contains("not UTF-8"))
    #expect(refusal([3, 0, 0, 0, 0, 0, 0, 0] + [0xEF, 0xBB, 0xBF]).contains("does not begin"))
  }

  /// Whatever happens to a file, it is refused, or read as something that could have been written.
  @Test func everyTruncationAndEveryFlippedBitIsRefusedOrConsistent() throws {
    let whole = sampleSafeTensors().serialized()
    for count in whole.indices {
      #expect(refusal(Array(whole[..<count])) != "read", "\(count) bytes")
    }
    #expect(refusal(whole + [0]).contains("belong to nothing"))
    var readable = 0
    for index in whole.indices {
      for bit in 0..<8 {
        var damaged = whole
        damaged[index] ^= 1 << UInt8(bit)
        do {
          let file = try SafeTensors(bytes: damaged)
          readable += 1
          let size = file.tensors.reduce(0) { $0 + $1.bytes.count }
          #expect(size <= whole.count)
          let again = try SafeTensors(bytes: file.serialized())
          #expect(again.metadata == file.metadata && Set(again.tensors) == Set(file.tensors))
          for name in file.names { _ = try? file.tensor(named: name) }
        } catch {
          #expect(error is InputError)
        }
      }
    }
    // Flips in the data and in texts are read: no checksum guards them.
    #expect(readable > 500)
  }
}

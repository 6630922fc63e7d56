import Documents
import Foundation
import NeuralNetworks
import TensorCore
import Testing

/// A file of every kind of content, small enough to damage each of its bits.
func sampleSafeTensors() -> SafeTensors {
  var file = SafeTensors()
  file.metadata = ["seed": "7", "note": "a \"b\"\n\\ é \u{1F600} \u{1}"]
  file.append("flags", type: .bool, shape: [2], bytes: [1, 0])
  file.append("0.weight", Tensor([1.5, -2, .infinity, 0x1p-140, 0, 3], shape: [2, 3]))
  file.append("counters", integers: [.min, -1, .max])
  file.append("sums", doubles: [0.1, -0.0])
  file.append("scale", floats: [0.25])
  file.append("bytes", bytes: [0, 255])
  file.append("none", type: .f32, shape: [0, 4], bytes: [])
  file.append("one", type: .i16, shape: [], bytes: [1, 2])
  return file
}

struct SafeTensorsTests {
  @Test func whatIsWrittenReadsBackTheSame() throws {
    let path = NSTemporaryDirectory() + "apus-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = sampleSafeTensors()
    try file.write(to: path)
    let read = try SafeTensors.read(contentsOf: path)
    #expect(read.metadata == file.metadata)
    #expect(Set(read.tensors) == Set(file.tensors))
    #expect(read.serialized() == file.serialized())
    #expect(read.file == path)
    let weight = try read.tensor(named: "0.weight")
    #expect(weight.shape == Shape([2, 3]))
    #expect(weight.scalars == [1.5, -2, .infinity, 0x1p-140, 0, 3])
    #expect(try read.integers("counters", count: 3) == [.min, -1, .max])
    #expect(try read.doubles("sums").map(\.bitPattern) == [0.1, -0.0].map(\.bitPattern))
    #expect(try read.floats("scale") == [0.25])
    #expect(try read.bytes("bytes", count: 2) == [0, 255])
    #expect(try read.tensor("none", shape: [0, 4]).count == 0)
    #expect(read["one"]?.shape == [] && read["one"]?.count == 1)
  }

  @Test func theOrderOfAddingMakesNoDifference() {
    let file = sampleSafeTensors()
    var reversed = SafeTensors()
    for key in file.metadata.keys.sorted().reversed() {
      reversed.metadata[key] = file.metadata[key]
    }
    for entry in file.tensors.reversed() { reversed.append(entry) }
    #expect(reversed.serialized() == file.serialized())
  }

  /// The whole file, worked out by hand.
  @Test func theBytesAreTheFormats() {
    var file = SafeTensors()
    file.append("b", bytes: [9])
    file.append("a", floats: [1])
    let header =
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
      + #""b":{"dtype":"U8","shape":[1],"data_offsets":[4,5]}}"#
    let padding = String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let length = UInt8(header.utf8.count + padding.utf8.count)
    let expected: [UInt8] =
      [length, 0, 0, 0, 0, 0, 0, 0] + Array((header + padding).utf8) + [0, 0, 0x80, 0x3F, 9]
    #expect(file.serialized() == expected)
    #expect(SafeTensors().serialized() == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
  }

  @Test func aWrongNameTypeOrSizeIsNamed() throws {
    var file = sampleSafeTensors()
    file.file = "a.st"
    func expect(_ text: String, _ body: () throws -> Void) {
      do {
        try body()
        Issue.record("no error; expected \(text)")
      } catch {
        #expect("\(error)" == text)
      }
    }
    expect("a.st: there is no tensor '0.weigth' in it; nearest: '0.weight'") {
      _ = try file.tensor(named: "0.weigth")
    }
    expect("a.st: 'sums' has dtype F64; expected F32") { _ = try file.tensor(named: "sums") }
    expect("a.st: '0.weight' has shape [2, 3]; expected [3, 2]") {
      _ = try file.tensor("0.weight", shape: [3, 2])
    }
    expect("a.st: 'counters' has 3 elements; expected 4") {
      _ = try file.integers("counters", count: 4)
    }
    expect("a.st: 'bytes' has 2 bytes; expected 3") { _ = try file.bytes("bytes", count: 3) }
  }
}

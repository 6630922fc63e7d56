import Datasets
import Testing

/// An element type of the format: its code, two elements as bytes, and the numbers they stand for.
struct IDXElement: Sendable, CustomTestStringConvertible {
  let code: UInt8
  let elements: [UInt8]
  let numbers: [Double]

  var testDescription: String { "type \(code)" }

  static let all = [
    IDXElement(code: 0x08, elements: [7, 255], numbers: [7, 255]),
    IDXElement(code: 0x09, elements: [7, 255], numbers: [7, -1]),
    IDXElement(code: 0x0B, elements: [1, 0, 0xFF, 0xFE], numbers: [256, -2]),
    IDXElement(
      code: 0x0C, elements: [0, 1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFD], numbers: [65_536, -3]),
    IDXElement(code: 0x0D, elements: [0x3F, 0xC0, 0, 0, 0xC0, 0, 0, 0], numbers: [1.5, -2]),
    IDXElement(
      code: 0x0E, elements: [0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0],
      numbers: [1.5, -2]),
  ]
}

@Suite struct IDXElementTests {
  @Test(arguments: IDXElement.all) func everyElementTypeIsRead(_ element: IDXElement) throws {
    let (type, elements) = (element.code, element.elements)
    let folder = try TemporaryFolder()
    let path = try folder.write("a", [0, 0, type, 1, 0, 0, 0, 2] + elements)
    let file = try IDXFile.read(contentsOf: path)
    #expect(file.count == 2 && file.numbers == element.numbers)
    // One byte less, and one more, are refused.
    for bytes in [Array(elements.dropLast()), elements + [0]] {
      let damaged = try folder.write("b", [0, 0, type, 1, 0, 0, 0, 2] + bytes)
      #expect(
        message { _ = try IDXFile.read(contentsOf: damaged) }.contains("not a sound IDX file"))
    }
  }

  @Test func imagesOfFloatsAndLabelsOfIntegersBecomeADataset() throws {
    let folder = try TemporaryFolder()
    let images = try folder.write(
      "i", [0, 0, 0x0D, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0x3F, 0xC0, 0, 0, 0xC0, 0, 0, 0])
    let labels = try folder.write("l", [0, 0, 0x0C, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0])
    let data = try Dataset.idx(name: "f", images: images, labels: labels, divisor: 2)
    #expect(data.features == [0.75, -1] && data.labels == [1, 0])
    let infinite = try folder.write(
      "i", [0, 0, 0x0D, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0x7F, 0x80, 0, 0, 0, 0, 0, 0])
    #expect(
      message { _ = try Dataset.idx(name: "f", images: infinite, labels: labels) }
        .contains("not finite"))
    let negative = try folder.write("l", [0, 0, 9, 1, 0, 0, 0, 2, 1, 255])
    #expect(
      message { _ = try Dataset.idx(name: "f", images: images, labels: negative) }
        .contains("expected labels that are whole numbers from 0, found -1.0"))
  }
}

import Testing
import Visualizer

@Suite struct PixelColumnsTests {
  @Test func columnsKnowTheirEndsAndExtremes() {
    let values: [Float] = [1, 5, .nan, -2, 3, .infinity]
    let columns = PixelColumns(values, 0..<6, width: 3) { $0 / 4 }.columns
    #expect(columns[0] == PixelColumns.Column(first: 1, last: -2, low: -2, high: 5))
    #expect(columns[1] == PixelColumns.Column(first: 3, last: 3, low: 3, high: 3))
    #expect(columns[2] == nil)
  }

  @Test func placesOutsideAreLeftOut() {
    let columns = PixelColumns([1, 2, 3], -5..<99, width: 1) { $0 - 1 }.columns
    #expect(columns == [PixelColumns.Column(first: 2, last: 2, low: 2, high: 2)])
    #expect(PixelColumns([], 0..<0, width: 0) { $0 }.columns.isEmpty)
  }
}

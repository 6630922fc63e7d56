import Testing
import Visualizer

@Suite struct FiguresTests {
  @Test func numbersUnderEachOtherHaveTheSameCountOfDecimals() {
    func texts(_ values: [Double]) -> [String] {
      let figures = Figures(for: values)
      return values.map(figures.text)
    }
    #expect(texts([8.231, -0.5, 10]) == ["8.23", "−0.50", "10.00"])
    #expect(texts([0.1234, 0.5]) == ["0.123", "0.500"])
    #expect(texts([123.46, 1]) == ["123.5", "1.0"])
    #expect(texts([-12_345.6, 0.4]) == ["−12,346", "0"])
    #expect(texts([2.5e12, 0]) == ["2.50e12", "0"])
    #expect(texts([-3e-9]) == ["−3.00e−9"])
    #expect(texts([.nan, .infinity, -.infinity, 1]) == ["nan", "inf", "−inf", "1.00"])
    #expect(texts([]) == [])
    #expect(Figures(for: [1.0]).text(-0.001) == "0.00")
    #expect(Figures(for: [1.0]).text(1e300).isEmpty == false)
  }

  @Test func singleNumbersHaveNoTrailingZeros() {
    let pairs: [(Double, String)] = [
      (0, "0"), (-0.0, "0"), (12.5, "12.5"), (-3, "−3"), (0.1, "0.1"), (0.0625, "0.063"),
      (1_234_567.891, "1,234,567.89"), (9.999e-5, "1.00e−4"), (1e12, "1.00e12"), (.nan, "nan"),
      (-.infinity, "−inf"), (999.999, "1,000"),
    ]
    for (value, text) in pairs { #expect(Figures.short(value) == text) }
  }

  @Test func countsHaveCommas() {
    #expect(Figures.count(0) == "0")
    #expect(Figures.count(999) == "999")
    #expect(Figures.count(-1_000_000) == "−1,000,000")
  }
}

import Datasets
import Documents
import Testing

struct CSVTableTests {
  @Test func quotesCommasAndLineBreaksAreRead() throws {
    let text = "a,\"b, \"\"c\"\"\",d\r\n1,\"x\ny\",\n\n\"\",2, 3 \r\n"
    let table = try CSVTable(text, file: "t.csv")
    #expect(table.columns == ["a", "b, \"c\"", "d"])
    #expect(table.rows.map(\.fields) == [["1", "x\ny", ""], ["", "2", " 3 "]])
    #expect(table.rows.map(\.line) == [2, 5])
  }

  @Test func theLastLineNeedsNoEnd() throws {
    #expect(try CSVTable("a,b\n1,2", file: "t").rows.map(\.fields) == [["1", "2"]])
    #expect(try CSVTable("a,b\n1,", file: "t").rows.map(\.fields) == [["1", ""]])
    #expect(try CSVTable("a", file: "t").rows.isEmpty)
  }

  @Test(arguments: [
    ("", "t: has no header row"), ("\n\n", "t: has no header row"),
    ("a,b\n1,2\n3\n", "t:3: expected 2 fields as in the header, found 1"),
    ("a,b\n1,2,3\n", "t:2: expected 2 fields as in the header, found 3"),
    ("a,a\n", "t:1: two columns are named 'a'"), ("a,,b\n", "t:1: column 2 has no name"),
    ("a\n\"x\ny", "t:2: a quoted field does not end"),
    ("a\nx\"y\n", "t:2: a quote stands within a field that is not quoted"),
    ("a\n\"x\"y\n", "t:2: a quoted field is followed by something other than"),
  ])
  func faultsAreNamedWithTheirLine(text: String, start: String) {
    let found = message { _ = try CSVTable(text, file: "t") }
    #expect(found.hasPrefix(start), "\(found)")
  }

  @Test func columnsOfNumbersNameTheLineOfWhatIsNone() throws {
    let table = try CSVTable("x,y\n1,2\n-1e3,\n", file: "t")
    #expect(try table.numbers("x") == [1, -1000])
    #expect(
      message { _ = try table.numbers("y") } == "t:3: column 'y': expected a number, found ''")
    #expect(message { _ = try table.numbers("z") }.hasPrefix("t:1: unknown column 'z'"))
  }
}

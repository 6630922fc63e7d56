import Documents
import Testing

private enum Loss: String, CaseIterable, FieldValue { case huber, mse }
private enum Color: String, CaseIterable { case red, blue }

private struct Settings: Hashable, Sendable {
  var steps = 1000
  var rate: Float = 0.001
  var discount = 0.99
  var isDouble = true
  var sizes = [64, 64]
  var clip: Float?
  var loss = Loss.huber
  var color = Color.red
  var name = ""
  var tags: [String] = []

  static let fields = FieldTable<Settings>([
    Field("steps", \.steps, "Environment steps, at least 1.") { $0 >= 1 ? nil : "at least 1" },
    Field("rate", \.rate, "Step size."), Field("discount", \.discount, "Discount, 0 to 1."),
    Field("isDouble", \.isDouble, "Whether targets are double."),
    Field("sizes", \.sizes, "Units of each hidden layer."),
    Field("clip", \.clip, "Largest norm, or none."), Field("loss", \.loss, "Loss."),
    Field("color", \.color, "Color."), Field("name", \.name, "Name."),
    Field("tags", \.tags, "Tags."),
  ])
}

struct FieldTableTests {
  @Test func whatIsWrittenReadsBackTheSame() throws {
    var settings = Settings()
    settings.rate = 0.1
    settings.discount = 1 / 3
    settings.clip = 1e-30
    settings.sizes = []
    settings.loss = .mse
    settings.color = .blue
    settings.isDouble = false
    for name in ["plain", "", "yes", "null", " x ", "a: b # c", "[1]", "\"\\\n\u{7}é한", "1.5", "~"]
    {
      settings.name = name
      settings.tags = [name, "b,c", "]"]
      let yaml = Settings.fields.yaml(of: settings)
      var read = Settings()
      try Settings.fields.apply(DocumentNode.parse(yaml, file: "s").mapping(), to: &read)
      #expect(read == settings, "\(yaml)")
      var copied = Settings()
      for field in Settings.fields.fields {
        try field.set(&copied, field.text(of: settings))
      }
      #expect(copied == settings, "\(yaml)")
    }
  }

  @Test func yamlIsOneLineAFieldInTheTablesOrder() {
    let yaml = Settings.fields.yaml(of: Settings())
    #expect(
      yaml == """
        steps: 1000
        rate: 0.001
        discount: 0.99
        isDouble: true
        sizes: [64, 64]
        clip: none
        loss: huber
        color: red
        name: ""
        tags: []

        """)
  }

  @Test(arguments: [
    ("steps", "1e3", "steps: expected a whole number, found '1e3'"),
    ("steps", "0", "steps: expected at least 1, found '0'"),
    ("rate", "fast", "rate: expected a number, found 'fast'"),
    ("rate", "nan", "rate: expected a number, found 'nan'"),
    ("isDouble", "yes", "isDouble: expected true or false, found 'yes'"),
    (
      "sizes", "[64, x]", "sizes: expected a list like [a, b], each a whole number, found '[64, x]'"
    ),
    ("sizes", "[64", "found '[64'"), ("sizes", "", "found ''"), ("sizes", "1,,2", "found '1,,2'"),
    ("clip", "off", "clip: expected a number, or none, found 'off'"),
    ("loss", "l1", "loss: expected one of huber, mse, found 'l1'"),
    ("color", "green", "color: expected one of red, blue, found 'green'"),
    ("stpes", "3", "unknown key 'stpes'; did you mean 'steps'?"),
  ])
  func aFaultyValueIsRefusedAndChangesNothing(key: String, text: String, part: String) {
    var settings = Settings()
    let shown = message { try Settings.fields.set(&settings, key: key, text: text) }
    #expect(shown.contains(part), "\(shown)")
    #expect(settings == Settings())
  }

  @Test func listsReadFromTheCommandLineToo() throws {
    var settings = Settings()
    try Settings.fields.set(&settings, key: "sizes", text: "120,84")
    #expect(settings.sizes == [120, 84])
    try Settings.fields.set(&settings, key: "steps", text: "50_000")
    #expect(settings.steps == 50_000)
  }

  @Test func aFaultInAMappingNamesItsLineAndChangesNothing() {
    var settings = Settings()
    let text = message {
      let root = try DocumentNode.parse("steps: 5\nname: [a]\n", file: "c.yaml")
      try Settings.fields.apply(root.mapping(), to: &settings)
    }
    #expect(text == "c.yaml:2: expected text for 'name', found a list of 1 value")
    #expect(settings == Settings())
  }
}

import Agents
import ArgumentParser
import Datasets
import Documents
import Experiments

/// `apus datasets`: the data sets, what they hold, whether the files at hand are sound.
struct DatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets",
    abstract: "List, show and check data sets; record transitions.",
    discussion: """
      Some data sets come with the program; the files of the others are looked for in --data DIR, else in \
      $APUS_DATA. Files may be compressed with gzip.

      Examples:
        apus datasets
        apus datasets show mnist
        apus datasets check mnist --data ~/data
        apus datasets record four-rooms --out random.safetensors
      """,
    subcommands: [
      ListDatasets.self, ShowDataset.self, CheckDataset.self, RecordDataset.self,
    ],
    defaultSubcommand: ListDatasets.self)
}

/// `apus datasets list`.
struct ListDatasets: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the known data sets.",
    discussion: """
      Example:
        apus datasets list
      """)

  @Flag(help: "Print one JSON object per data set.")
  var json = false

  mutating func run() throws {
    let definitions = try DatasetRegistry.ids.map(DatasetRegistry.definition)
    Catalog.show(definitions, json: json) { definition, object in
      object.add("exampleShape", definition.exampleShape)
      object.add("training", definition.trainingCount)
      object.add("test", definition.testCount)
      switch definition.targets {
      case .classes(let names): object.add("classes", names)
      case .numbers(let name): object.add("number", name)
      }
      object.add("shipped", definition.isShipped)
    }
  }
}

/// `apus datasets show`.
struct ShowDataset: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show content, origin, licence and files of a data set, or recorded transitions.",
    discussion: """
      Examples:
        apus datasets show iris
        apus datasets show random.safetensors
        apus datasets show iris --yaml
      """)

  @Argument(help: "A data set's id, or a file of recorded transitions ending in .safetensors.")
  var dataset: String

  @Flag(help: "Print the definition file itself.")
  var yaml = false

  mutating func run() throws {
    guard !dataset.hasSuffix(".safetensors") else {
      return Console.result(try TransitionsReport(RecordedTransitions(contentsOf: dataset)).text)
    }
    let definition = try DatasetRegistry.definition(dataset)
    guard !yaml else {
      let text = definition.text
      return Console.result(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
    Console.result("\(definition.id), version \(definition.version): \(definition.summary)\n")
    Console.result(Table(header: [], rows: rows(definition)).text)
    let verb = definition.testsOtherClasses ? "fewshot" : "train"
    Console.result("\ntrain it: apus \(verb) \(definition.id)")
  }

  private func rows(_ definition: DatasetDefinition) -> [[String]] {
    let shape = definition.exampleShape.map(String.init).joined(separator: " x ")
    let targets =
      switch definition.targets {
      case .classes(let names) where names.count > 40:
        "\(Numbers.grouped(names.count)) classes: \(names.prefix(3).joined(separator: ", ")), …"
      case .classes(let names): "\(names.count) classes: \(names.joined(separator: ", "))"
      case .numbers(let name): "a number: \(name)"
      }
    let fewShot = definition.fewShot.map { classes in
      [
        "Few-shot",
        "\(Numbers.grouped(classes.training.count)) classes to learn with, "
          + (classes.validation.isEmpty ? "" : "\(classes.validation.count) for validation, ")
          + "\(classes.test.count) to test"
          + (classes.isTurned ? "; each turned by 90, 180 and 270 degrees too" : ""),
      ]
    }
    return [
      ["Examples", "\(shape) numbers each: \(definition.inputs)"],
      ["Targets", targets],
      [
        "Parts",
        "\(Numbers.grouped(definition.trainingCount)) to learn from, "
          + "\(Numbers.grouped(definition.testCount)) to be judged by",
      ],
      ["Split", definition.split],
      fewShot,
      ["Source", definition.source],
      ["Licence", definition.licence],
      ["Files", definition.files.joined(separator: ", ")],
      ["Where", definition.whereToGet],
    ].compactMap { $0 }
  }
}

/// `apus datasets check`.
struct CheckDataset: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check that the files of a data set are there and sound.",
    discussion: """
      Reads both parts whole, as a training does, and counts what is in them.

      Examples:
        apus datasets check iris
        apus datasets check fashion-mnist --data ~/data
      """)

  @Argument(help: "A data set's id.")
  var dataset: String

  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "The folder of the data set's files. (default: $APUS_DATA)", valueName: "folder"))
  var dataFolder: String?

  mutating func run() throws {
    let definition = try DatasetRegistry.definition(dataset)
    let data = try definition.load(from: dataFolder)
    // A table of more than a thousand classes helps nobody.
    if case .classes(let names) = definition.targets, names.count <= 40 {
      Console.result(
        Table(
          header: ["class", "training", "test"],
          rows: names.indices.map { index in
            [names[index]]
              + [data.training, data.test].map { part in
                Numbers.grouped(part.labels.filter { Int($0) == index }.count)
              }
          }, alignsRight: true
        ).text)
    }
    Console.result(
      "\(definition.id), version \(definition.version), is sound: "
        + "\(Numbers.grouped(data.training.count)) examples to learn from, "
        + "\(Numbers.grouped(data.test.count)) to be judged by")
  }
}

import Agents
import Documents
import Environments
import TensorCore
import Testing

@Suite struct TablePolicyTests {
  private static let spaces = (Box(shape: [2], range: -9...9), Discrete(names: ["a", "b", "c"]))

  private static func table(
    observations: [Float] = [0, 1, 2, 3], values: [Float] = [1, 2, 3, 4, 5, 6],
    description: [String: String] = ["initialValue": "-7.5"]
  ) throws -> TablePolicy {
    try TablePolicy.make(
      from: description,
      tensors: [
        ("table.observations", Tensor(observations, shape: [observations.count / 2, 2])),
        ("table.values", Tensor(values, shape: [values.count / 3, 3])),
      ], observationSpace: spaces.0, actionSpace: spaces.1)
  }

  @Test func knownObservationsHaveTheirRowAndOthersTheInitialValue() throws {
    let table = try Self.table()
    var memory = PolicyMemory()
    let values = table.values(of: Tensor([2, 3, 0, 0, -0, 1], shape: [3, 2]), memory: &memory)
    #expect(values.scalars == [4, 5, 6, -7.5, -7.5, -7.5, 1, 2, 3])
    #expect(table.row(of: [2, 3]) == 1)
    #expect(table.row(of: [3, 2]) == nil)
  }

  @Test func whatItSaysOfItselfMakesTheSameTable() throws {
    let table = try Self.table()
    let twin = try TablePolicy.make(
      from: table.description, tensors: table.tensors, observationSpace: Self.spaces.0,
      actionSpace: Self.spaces.1)
    #expect(twin.tensors.map(\.value.scalars) == table.tensors.map(\.value.scalars))
    #expect(twin.initialValue == table.initialValue)
    #expect(table.description["policy"] == "table")
    let other = try table.copy(with: [
      ("table.observations", Tensor([5, 5], shape: [1, 2])),
      ("table.values", Tensor([0, 0, 1], shape: [1, 3])),
    ])
    #expect(other.count == 1 && table.count == 2)
  }

  /// 20,000 rows, so that the places double often; each is found again.
  @Test func manyRowsAreAllFound() throws {
    let rows = 20_000
    let observations = (0..<rows).flatMap { [Float($0 % 150), Float($0 / 150)] }
    let table = try Self.table(
      observations: observations, values: (0..<(3 * rows)).map(Float.init))
    #expect(table.count == rows)
    for row in stride(from: 0, to: rows, by: 7) {
      #expect(table.row(of: [Float(row % 150), Float(row / 150)]) == row)
    }
  }

  @Test func damagedTablesAreRefused() {
    let faults: [(String, () throws -> TablePolicy)] = [
      ("twice, in rows 0 and 1", { try Self.table(observations: [4, 4, 4, 4]) }),
      ("equally many rows", { try Self.table(values: [1, 2, 3]) }),
      ("finite", { try Self.table(values: [1, 2, 3, 4, 5, .nan]) }),
      ("initialValue", { try Self.table(description: [:]) }),
      ("initialValue", { try Self.table(description: ["initialValue": "much"]) }),
      (
        "table.values",
        { try Self.table().copy(with: [("table.observations", Tensor([1, 1], shape: [1, 2]))]) }
      ),
    ]
    for (message, make) in faults {
      let error = #expect(throws: InputError.self) { try make() }
      #expect(error?.description.contains(message) == true, "\(message)")
    }
  }
}

import Documents
import Environments
import Testing

struct EnvironmentRegistryTests {
  @Test(arguments: EnvironmentRegistry.ids)
  func everyFileHasTheIdItIsListedUnder(id: String) throws {
    let definition = try EnvironmentRegistry.definition(id)
    #expect(definition.id == id)
    #expect(definition.file == "environments/\(id).yaml")
    #expect(definition.summary.count <= 90, "the summary is one line of a list")
    #expect(definition.text.contains("id: \(id)\n"))
  }

  @Test func everyEnvironmentOfTheFirstFloorIsListed() {
    let expected = [
      "four-rooms", "cliff-walking", "frozen-lake-4x4", "frozen-lake-4x4-slippery",
      "frozen-lake-8x8", "frozen-lake-8x8-slippery", "empty-room", "maze", "cartpole",
      "cartpole-heavy", "mountain-car", "acrobot", "catch", "snake",
    ]
    #expect(Set(expected).isSubset(of: Set(EnvironmentRegistry.ids)))
    #expect(Set(EnvironmentRegistry.ids).count == EnvironmentRegistry.ids.count)
  }

  @Test func theSameDefinitionReadFromAPathIsTheSame() throws {
    let embedded = try EnvironmentRegistry.definition("maze")
    let path = #filePath.replacing(
      "Tests/EnvironmentsTests/EnvironmentRegistryTests.swift", with: "environments/maze.yaml")
    let read = try EnvironmentDefinition.load(path)
    #expect(read.text == embedded.text)
    #expect(read.file == path)
  }
}

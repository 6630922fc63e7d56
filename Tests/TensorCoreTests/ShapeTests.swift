import TensorCore
import Testing

@Suite struct ShapeTests {
  @Test func axesAreCountedFromBothEnds() {
    let shape: Shape = [2, 3, 5, 7, 11, 13, 17, 19]
    #expect(shape.rank == 8)
    #expect(shape.count == 9_699_690)
    #expect(shape.dimensions == [2, 3, 5, 7, 11, 13, 17, 19])
    #expect(shape[0] == 2 && shape[7] == 19 && shape[-1] == 19 && shape[-8] == 2)
    #expect(shape.description == "[2, 3, 5, 7, 11, 13, 17, 19]")
  }

  @Test func aScalarHasNoAxisAndOneElement() {
    #expect(Shape([]).count == 1)
    #expect(Shape([]).rank == 0)
    #expect(Shape([0, 3]).count == 0)
  }

  @Test func shapesAreEqualWhereTheirSizesAre() {
    #expect(Shape([2, 3]) == [2, 3])
    #expect(Shape([2, 3]) != [3, 2])
    #expect(Shape([2]) != [2, 0])
    #expect(Set([Shape([1]), Shape([]), Shape([1])]).count == 2)
    #expect(Shape([4_294_967_295, 1])[0] == 4_294_967_295)
  }

  @Test func moreThanEightAxesStopTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = Shape([1, 1, 1, 1, 1, 1, 1, 1, 1]) }
    await #expect(processExitsWith: .failure) { _ = Shape([-1]) }
    await #expect(processExitsWith: .failure) { _ = Shape([1, 2])[2] }
  }
}

import NeuralNetworks
import TestSupport
import Testing

struct GradientClippingTests {
  @Test func theNormIsTakenOverAllParametersTogether() {
    // 3, 4 and 12 in different parameters: the length is 13.
    let parameters = [
      parameter("a", [0, 0], gradient: [3, 4]), parameter("b", [0]),
      parameter("c", [0], gradient: [12]),
    ]
    #expect(clipGradients(parameters, globalNorm: 26) == 13)
    #expect(parameters[0].gradient?.scalars == [3, 4])
    #expect(clipGradients(parameters, globalNorm: 6.5) == 13)
    expectNear(parameters[0].gradient?.scalars ?? [], [1.5, 2], "a")
    expectNear(parameters[2].gradient?.scalars ?? [], [6], "c")
    #expect(parameters[1].gradient == nil)
  }

  @Test func aGradientThatIsNotANumberIsReported() {
    let parameters = [parameter("a", [0, 0], gradient: [.nan, 4])]
    #expect(clipGradients(parameters, globalNorm: 1).isNaN)
    #expect(parameters[0].gradient?.scalars[1] == 4)
  }

  @Test func valuesAreClippedOneByOne() {
    let parameters = [
      parameter("a", [0, 0, 0], gradient: [-3, 0.25, 7]), parameter("b", [0]),
    ]
    clipGradients(parameters, value: 0.5)
    #expect(parameters[0].gradient?.scalars == [-0.5, 0.25, 0.5])
  }
}

import Determinism
import TensorCore
import Testing

/// Checks the gradient that `backward()` finds against a difference of values.
///
/// For a random direction u of length 1 over all inputs together, ⟨∇f, u⟩ is compared with
/// (f(x + hu) − f(x − hu)) / 2h, h = 1e-2: the step at which rounding and curvature err least in
/// 32-bit floats. Keep the inputs further than h from kinks.
///
/// - Parameters:
///   - inputs: where to check; each becomes a trainable parameter.
///   - seed: of the direction.
///   - tolerance: the largest difference, as a part of the gradient's norm.
///   - location: the test that calls.
///   - function: f, a scalar of the inputs.
public func expectGradient(
  _ inputs: [Tensor], seed: UInt64 = 0, tolerance: Float = 1e-3,
  sourceLocation location: SourceLocation = #_sourceLocation,
  of function: ([Tensor]) -> Tensor
) {
  var random = RandomStream(seed: seed).stream("gradient direction")
  var direction = inputs.map { randomTensor($0.shape, using: &random, in: -1..<1) }
  let length = direction.map(squaredNorm).reduce(0, +).squareRoot()
  direction = direction.map { $0 * Float(1 / length) }

  let parameters = inputs.map { Parameter($0) }
  function(parameters.map(\.tensor)).backward()
  var slope = 0.0
  var norm = 0.0
  for (parameter, along) in zip(parameters, direction) {
    guard let gradient = parameter.gradient else { continue }
    for (g, u) in zip(gradient.scalars, along.scalars) { slope += Double(g) * Double(u) }
    norm += squaredNorm(gradient)
  }

  let h: Float = 1e-2
  let ahead = function(zip(inputs, direction).map { $0 + h * $1 }).item
  let behind = function(zip(inputs, direction).map { $0 - h * $1 }).item
  let difference = (Double(ahead) - Double(behind)) / (2 * Double(h))
  let allowed = Double(tolerance) * norm.squareRoot() + 1e-6
  #expect(
    abs(slope - difference) <= allowed,
    "seed \(seed): the gradient says \(slope), the difference \(difference), allowed \(allowed)",
    sourceLocation: location)
}

/// Checks the gradient of the gradient: with g(x) = ⟨v, ∇f(x)⟩ for a fixed random v, the slope that
/// a recorded backward pass gives g is compared with a difference of gradients that are not recorded.
///
/// Keep the inputs further than 1e-2 from kinks.
///
/// - Parameters:
///   - inputs: where to check; each becomes a trainable parameter.
///   - seed: of the directions.
///   - tolerance: the largest difference, as a part of the second gradient's norm.
///   - location: the test that calls.
///   - function: f, a scalar of the inputs.
public func expectGradientOfGradient(
  _ inputs: [Tensor], seed: UInt64 = 0, tolerance: Float = 2e-3,
  sourceLocation location: SourceLocation = #_sourceLocation,
  of function: ([Tensor]) -> Tensor
) {
  var random = RandomStream(seed: seed).stream("second gradient direction")
  let along = inputs.map { randomTensor($0.shape, using: &random, in: -1..<1) }
  var direction = inputs.map { randomTensor($0.shape, using: &random, in: -1..<1) }
  let length = direction.map(squaredNorm).reduce(0, +).squareRoot()
  direction = direction.map { $0 * Float(1 / length) }

  func product(at point: [Tensor]) -> Double {
    let parameters = point.map { Parameter($0) }
    let gradients = function(parameters.map(\.tensor)).gradients(for: parameters)
    return zip(gradients, along).reduce(0) { $0 + dot($1.0, $1.1) }
  }

  let parameters = inputs.map { Parameter($0) }
  let first = function(parameters.map(\.tensor))
    .gradients(for: parameters, creatingGraph: true)
  let terms = zip(first, along).map { ($0 * $1).sum() }
  let g = terms.dropFirst().reduce(terms[0]) { $0 + $1 } + 0 * parameters[0].tensor.sum()
  let second = g.gradients(for: parameters)
  let slope = zip(second, direction).reduce(0) { $0 + dot($1.0, $1.1) }
  let norm = second.map(squaredNorm).reduce(0, +).squareRoot()

  let h: Float = 1e-2
  let ahead = product(at: zip(inputs, direction).map { $0 + h * $1 })
  let behind = product(at: zip(inputs, direction).map { $0 - h * $1 })
  let difference = (ahead - behind) / (2 * Double(h))
  let size = along.map(squaredNorm).reduce(0, +).squareRoot()
  let allowed = Double(tolerance) * norm + 1e-4 * size
  #expect(
    abs(slope - difference) <= allowed,
    "seed \(seed): the second gradient says \(slope), the difference \(difference), allowed \(allowed)",
    sourceLocation: location)
}

private func dot(_ a: Tensor, _ b: Tensor) -> Double {
  zip(a.scalars, b.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// A tensor of numbers uniform in a range.
public func randomTensor(
  _ shape: Shape, using random: inout RandomStream, in range: Range<Float> = -1..<1
) -> Tensor {
  Tensor(shape: shape) { random.fillUniform($0, in: range) }
}

/// A tensor of numbers uniform in a range, from a seed.
public func randomTensor(
  _ shape: Shape, seed: UInt64, in range: Range<Float> = -1..<1
) -> Tensor {
  var random = RandomStream(seed: seed).stream("tensor")
  return randomTensor(shape, using: &random, in: range)
}

private func squaredNorm(_ tensor: Tensor) -> Double {
  tensor.scalars.reduce(0) { $0 + Double($1) * Double($1) }
}

import TensorCore
import TensorKernels

extension OptimizerPlan {
  /// How many elements go through the parts at once: what stays in the nearest cache.
  private static let pieceCount = 2048

  /// Runs parts one after another over an update of its own.
  func runParts(
    _ parts: ArraySlice<OptimizerPart>, _ step: OptimizerStep,
    value: UnsafeMutableBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>
  ) {
    var update = Tensor(shape: [value.count]) { _ in }
    update.withUnsafeMutableScalars { update in
      guard let update = update.baseAddress else { return }
      var rest = parts
      var field = 0
      var factor: Float = 1
      var isFirst = true
      repeat {
        // A trust ratio needs the whole update, so the parts before it go first.
        let segment = rest.prefix { $0 != .trustRatio }
        rest = rest.dropFirst(segment.count)
        let (firstField, before, startsHere) = (field, factor, isFirst)
        forEachPart(value, gradient) { value, gradient, start, count in
          for piece in stride(from: 0, to: count, by: Self.pieceCount) {
            run(
              segment, step, value + piece, startsHere ? gradient + piece : nil,
              update + start + piece, field: firstField, start: start + piece, scaledBy: before,
              count: min(Self.pieceCount, count - piece))
          }
        }
        field += segment.reduce(0) { $0 + $1.fields.count }
        isFirst = false
        factor = 1
        if rest.popFirst() != nil {
          let length = sumOfSquares(UnsafeBufferPointer(value)).squareRoot()
          let own = sumOfSquares(.init(start: update, count: value.count)).squareRoot()
          factor = length > 0 && own > 0 ? Float(length / own) : 1
        }
      } while !rest.isEmpty
      forEachPart(value, gradient) { value, _, start, count in
        ck_add_scaled(value, -(step.rate * factor), update + start, count)
      }
    }
  }

  private func run(
    _ parts: ArraySlice<OptimizerPart>, _ step: OptimizerStep, _ value: UnsafePointer<Float>,
    _ gradient: UnsafePointer<Float>?, _ update: UnsafeMutablePointer<Float>, field: Int,
    start: Int, scaledBy factor: Float, count: Int
  ) {
    if let gradient {
      ck_multiply_scalar(update, gradient, step.gradientScale, count)
      ck_clip(update, update, -step.gradientLimit, step.gradientLimit, count)
    } else if factor != 1 {
      ck_multiply_scalar(update, update, factor, count)
    }
    var memory = step.fields + field * step.stride + start
    for part in parts {
      switch part {
      case .clipNorm, .trustRatio: break
      case .clipValue(let limit): ck_clip(update, update, -limit, limit, count)
      case .weightDecay: ck_add_scaled(update, step.decay, value, count)
      case .momentum(let momentum, let nesterov):
        ck_momentum_direction(update, memory, momentum, nesterov, count)
      case .rootMeanSquare(let smoothing, let epsilon):
        ck_rmsprop_direction(update, memory, smoothing, epsilon, count)
      case .adam(let beta1, let beta2, let epsilon):
        let (correction1, correction2) = adamCorrections(beta1, beta2, updates: step.updates)
        ck_adam_direction(
          update, memory, memory + step.stride, beta1, beta2, epsilon, correction1, correction2,
          count)
      case .radam(let beta1, let beta2, let epsilon):
        let plan = RectifiedStep(beta1, beta2, epsilon, updates: step.updates)
        ck_adam_direction(
          update, memory, memory + step.stride, beta1, beta2, plan.epsilon, plan.correction1,
          plan.correction2, count)
        ck_multiply_scalar(update, update, plan.factor, count)
      case .lion(let beta1, let beta2):
        ck_lion_direction(update, memory, beta1, beta2, count)
      }
      memory += part.fields.count * step.stride
    }
  }
}

import TensorKernels
import Testing

/// The functions of one CPU level, so that a test compares all levels of this machine in one process.
struct KernelLevel: CustomTestStringConvertible, Sendable {
  let number: Int32

  var functions: ck_kernels {
    guard let table = ck_kernels_at_level(number) else {
      preconditionFailure("expected a level up to \(ck_level_supported()), got \(number)")
    }
    return table.pointee
  }

  var testDescription: String { String(cString: ck_level_name(number)) }

  /// Every level that this CPU can run.
  static let supported = (0...ck_level_supported()).map(KernelLevel.init)
}

import TensorKernels

/// Which of the three versions of the kernels is in use; the bits of every result are the same.
public enum Processor {
  /// "baseline", "v3" (AVX2 and FMA) or "v4" (AVX-512) on x86-64.
  public static var level: String { String(cString: ck_level_name(ck_level())) }

  /// Why the environment variable `APUS_CPU` could not be obeyed; nil where it could, or is not set.
  public static var fault: String? { ck_level_error().map { String(cString: $0) } }
}

import TensorRuntime

/// What tensors take of the machine's memory.
///
/// Freed tensors go to a pool (one per thread, exchanged between threads where they run full), and
/// new ones come from it: a step that has run once takes nothing from the system when it runs again.
public enum TensorMemory {
  /// Bytes asked of the system since the process started; never falls.
  public static var bytesFromSystem: Int { Int(rt_bytes_from_system()) }

  /// Bytes held now, in use or free in the pool.
  public static var bytesHeld: Int { Int(rt_bytes_held()) }

  /// Bytes of living tensors and their packed copies, over all threads.
  public static var bytesInUse: Int { Int(rt_bytes_in_use()) }

  /// Bytes that the calling thread has asked of the system; for tests, which run beside others.
  package static var bytesFromSystemOfThread: Int { Int(rt_bytes_from_system_of_thread()) }

  /// Bytes that the calling thread has taken and not given back; for tests.
  package static var bytesInUseOfThread: Int { Int(rt_bytes_in_use_of_thread()) }

  /// Blocks that the calling thread has taken from the pool or the system, ever: the difference over
  /// a step is the number of tensors and workspaces it allocates.
  public static var blocksTakenOfThread: Int { Int(rt_blocks_taken_of_thread()) }

  /// The most bytes that the calling thread had in use at once since `beginPeak()`.
  public static var peakBytesOfThread: Int { Int(rt_peak_bytes_of_thread(false)) }

  /// Begins a new measurement of `peakBytesOfThread`.
  public static func beginPeak() { _ = rt_peak_bytes_of_thread(true) }

  /// Returns the free blocks of the calling thread, and those no thread owns, to the system.
  public static func trim() { rt_trim() }
}

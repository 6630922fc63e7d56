import Synchronization
import TensorRuntime

/// Work on several cores: outputs are split into ranges, sums never, so that the number of threads
/// cannot change a bit of any result.
///
/// Worker threads are started when first needed and kept. Where two callers want them at once, or
/// inside a part, the later one does its work alone.
public enum Parallel {
  private static let setting = Atomic<Int>(1)

  /// The number of threads that work on one operation, the caller among them; 1 at the start.
  ///
  /// - Precondition: in `1...256`.
  public static var threads: Int {
    get { setting.load(ordering: .relaxed) }
    set {
      precondition((1...256).contains(newValue), "expected 1 to 256 threads, got \(newValue)")
      setting.store(newValue, ordering: .relaxed)
    }
  }

  /// Calls `body` on ranges that together cover `0..<count` once, on several threads where `count`
  /// is at least twice `minimumPerPart`.
  ///
  /// - Parameters:
  ///   - count: how many outputs there are.
  ///   - minimumPerPart: how many outputs are worth a thread (waking one costs some microseconds).
  ///   - body: computes the outputs of one range; runs on other threads too.
  public static func forEachRange(
    count: Int, minimumPerPart: Int, _ body: (Range<Int>) -> Void
  ) {
    let threads = Parallel.threads
    guard threads > 1, count >= 2 * minimumPerPart, count > 1 else {
      if count > 0 { body(0..<count) }
      return
    }
    let parts = min(threads, count / max(minimumPerPart, 1))
    withoutActuallyEscaping(body) { body in
      var job = Job(count: count, parts: parts, body: body)
      withUnsafeMutablePointer(to: &job) { job in
        rt_run(parts, { Job.run($0, part: $1) }, job)
      }
    }
  }

  private struct Job {
    let count: Int
    let parts: Int
    let body: (Range<Int>) -> Void

    static func run(_ context: UnsafeMutableRawPointer?, part: Int) {
      guard let job = context?.assumingMemoryBound(to: Job.self).pointee else { return }
      job.body(job.count * part / job.parts..<job.count * (part + 1) / job.parts)
    }
  }
}

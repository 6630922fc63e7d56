import Environments
import TensorCore

extension VectorEnvironment {
  /// Takes one action in every copy; many copies are divided between the threads of `Parallel`.
  ///
  /// Trajectories are the same for any number of threads.
  ///
  /// - Parameter actions: `count` numbers in `0..<actionSpace.count`.
  public func stepInParallel(_ actions: UnsafeBufferPointer<Int32>) {
    step(actions) { count, body in
      Parallel.forEachRange(count: count, minimumPerPart: 128, body)
    }
  }
}

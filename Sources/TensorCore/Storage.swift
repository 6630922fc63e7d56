import TensorRuntime

/// A block of floats from the pool, shared by tensors until one of them is mutated.
///
/// The elements never change while more than one owner holds it.
///
/// Beside the elements it may carry them packed for the matrix product (`ck_pack`), which any
/// mutation drops.
final class Storage {
  let base: UnsafeMutablePointer<Float>
  let count: Int
  @exclusivity(unchecked) var packed: PackedMatrix?

  @inline(__always)
  init(count: Int) {
    self.base = rt_take(count)
    self.count = count
  }

  deinit {
    packed?.free()
    rt_give(base, count)
  }

  /// To be called by whoever changes the elements.
  @inline(__always)
  func elementsChanged() { packed?.isValid = false }
}

/// The elements of a storage as the right-hand matrix of a product, laid out by `ck_pack`.
struct PackedMatrix {
  let base: UnsafeMutablePointer<Float>
  let count: Int
  let rows: Int
  let columns: Int
  var isValid = false

  func free() { rt_give(base, count) }
}

/// Runs `body` with room for `count` floats, which it must not keep; nil where `count` is 0.
@inline(__always)
func withScratch<R>(_ count: Int, _ body: (UnsafeMutablePointer<Float>?) -> R) -> R {
  guard count > 0 else { return body(nil) }
  let base = rt_take(count)
  defer { rt_give(base, count) }
  return body(base)
}

/// `factor` to the power of `count`, by squaring: a fixed chain of products, the same bits everywhere.
///
/// - Complexity: O(log count).
package func repeatedProduct(of factor: Double, count: Int) -> Double {
  var result = 1.0
  var square = factor
  var rest = count
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}

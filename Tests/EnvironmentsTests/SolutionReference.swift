/// Optimal returns of the random tasks, printed by Reference/solve_tables.py.
enum SolutionReference {
  static let optima: [(id: String, optimum: Double)] = [
    ("four-rooms", -25.80193737235465),
    ("frozen-lake-4x4-slippery", 0.7441902878292689),
    ("frozen-lake-8x8-slippery", 0.9132201502016288),
    ("cliff-walking-slippery", -64.70917590996208),
    ("taxi", 7.929999999999999),
    ("taxi-rainy", 3.954574516550826),
  ]
}

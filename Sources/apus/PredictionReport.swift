import Datasets
import Experiments
import Transfer

/// What a network predicted of the test part of its data set, as tables or as a JSON object.
struct PredictionReport {
  let predictor: Predictor
  let scores: SupervisedScores

  /// One line, and for classes the confusion matrix and the figures of each class.
  func printTables() {
    let definition = predictor.definition
    let summary = PredictionSummary(scores)
    Console.result(
      "\(definition.id), network of epoch \(predictor.epoch): \(summary.headline) "
        + "on \(Numbers.grouped(summary.examples)) test examples")
    guard let found = scores.classification else { return }
    Console.result("\nconfusion (a row is a true class, a column what it was taken for)")
    Console.result(
      Table(
        header: [""] + found.classNames,
        rows: zip(found.classNames, found.confusion).map { name, row in
          [name] + row.map { $0 == 0 ? "." : "\($0)" }
        }, alignsRight: true
      ).text)
    Console.result("")
    Console.result(
      Table(
        header: ["class", "precision", "recall", "F1", "examples"],
        rows: found.classes.map { figures in
          [
            figures.name, Self.share(figures.precision), Self.share(figures.recall),
            Self.share(figures.f1), Numbers.grouped(figures.support),
          ]
        }, alignsRight: true
      ).text)
  }

  /// One JSON object.
  func printJSON() {
    var object = JSONObject()
    object.add("dataset", predictor.definition.id)
    object.add("epoch", predictor.epoch)
    object.add(PredictionSummary(scores))
    if let found = scores.classification {
      object.add("macroF1", found.macroF1)
      object.add("classes", found.classes.map(Self.object))
      object.add("confusion", found.confusion)
    }
    if let found = scores.regression { object.add("meanSquaredError", found.meanSquaredError) }
    Console.result(object.text)
  }

  private static func object(_ figures: SupervisedScores.ClassScores) -> JSONObject {
    var object = JSONObject()
    object.add("class", figures.name)
    object.add("precision", figures.precision)
    object.add("recall", figures.recall)
    object.add("f1", figures.f1)
    object.add("examples", figures.support)
    return object
  }

  private static func share(_ value: Double) -> String { Numbers.fixed(value, 4) }
}

extension PredictionSummary {
  /// "accuracy 99.21 %, loss 0.0251", or for numbers "R² 0.4526, mean absolute error 42.79".
  var headline: String {
    if let accuracy {
      return "accuracy \(Numbers.percentage(accuracy)), loss \(Numbers.fixed(loss, 4))"
    }
    let figures = [
      determination.map { "R² \(Numbers.fixed($0, 4))" },
      meanAbsoluteError.map { "mean absolute error \(Numbers.score($0))" },
      "loss \(Numbers.fixed(loss, 4))",
    ]
    return figures.compactMap { $0 }.joined(separator: ", ")
  }
}

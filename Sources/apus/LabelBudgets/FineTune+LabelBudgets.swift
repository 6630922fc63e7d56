import Documents
import Experiments
import Transfer

extension FineTune {
  /// Fine-tunes and trains from scratch with few labels, side by side, and says what that was worth.
  ///
  /// Runs of equal configuration that are in the folder already are not trained again: a repeated
  /// command goes on where it was interrupted.
  func runLabelBudgets(
    _ plan: TransferPlan, _ recommended: RunConfiguration, seeds: [UInt64]
  ) throws {
    guard against == "scratch" || against == "none" else {
      throw InputError(
        "--against \(against.shellQuoted): with --shots or --labels it is scratch or none",
        remedy: "compare with other runs by apus runs compare")
    }
    guard threshold == nil else {
      throw InputError(
        "--threshold is for learning curves; --shots and --labels compare what is reached at the end",
        remedy: "leave it out")
    }
    var configuration = recommended
    budgets.prepare(&configuration)
    try options.apply(to: &configuration, seed: nil)
    try configuration.validate()
    if planOptions.dryRun { return try planOptions.show(plan, configuration, style: output.style) }
    let runs = try LabelBudgetRuns(
      configuration, plan, budgets: try budgets.budgets(), seeds: seeds,
      hasScratch: against == "scratch",
      fit: { try budgets.fit(&$0, to: $1, options) }, in: runFolder)
    try SideBySide(
      runs.all, jobs: try SideBySide.jobs(jobs, threads: options.threads ?? 1),
      arguments: try options.forChildren, style: output.style
    ).runWithoutSummary(name: runFolder, resume: configuration.command)
    let report = try LabelBudgetReport(
      runs, source: source, configuration: configuration, isProbe: budgets.linearProbe)
    report.print(style: output.style)
    try report.write(to: out)
  }
}

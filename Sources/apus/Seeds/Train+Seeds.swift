import Documents
import Experiments

/// `apus train --seeds`, and `--resume` of several runs.
extension Train {
  /// Trains one run for each seed, side by side.
  func trainSeeds(_ seeds: [UInt64], _ configuration: RunConfiguration) throws {
    guard seed == nil else {
      throw InputError("--seed and --seeds exclude each other", remedy: "leave one of them out")
    }
    let jobs = try SideBySide.jobs(jobs, threads: configuration.threads)
    let folders: [RunFolder]
    if let runFolder {
      folders = try seeds.map {
        try RunFolder.create(at: "\(runFolder)/\(configuration.name)-s\($0)")
      }
    } else {
      folders = try RunFolder.createSeries(in: "runs", name: configuration.name, seeds: seeds)
    }
    for (seed, folder) in zip(seeds, folders) {
      var configuration = configuration
      configuration.seed = seed
      try writeAtomically(configuration.yaml, to: folder.configuration)
      try options.prepare(folder, configuration)
    }
    let number = folders[0].path.split(separator: "-").last ?? ""
    try SideBySide(try folders.map(RunRecord.init), jobs: jobs, style: output.style).run(
      resumedBy: runFolder ?? "runs/\(configuration.name)-s*-\(number)")
  }

  /// Goes on with one run, or with all unfinished ones of several.
  func continueRuns(_ path: String) throws {
    guard seeds == nil else {
      throw InputError(
        "resumed runs keep their seeds", remedy: "apus train --resume \(path.shellQuoted)")
    }
    guard RunSelection.meansSeveral(path) else {
      try requireNoJobs()
      return try continueRun(path)
    }
    try requireNothingForResume(path)
    let runs = try RunSelection.folders(path).map(RunRecord.init)
      .sorted { $0.configuration.seed < $1.configuration.seed }
    if showConfiguration {
      return Console.result(runs[0].configuration.resultYAML.withoutLastLineEnd)
    }
    guard runs.contains(where: { !$0.isFinished }) else {
      throw InputError(
        "all \(runs.count) runs are finished", file: path,
        remedy: "see what they learned: apus runs compare \(path.shellQuoted)")
    }
    let threads = try options.checkedThreads()
    try SideBySide(
      runs, jobs: try SideBySide.jobs(jobs, threads: threads ?? runs[0].configuration.threads),
      arguments: try options.forChildren, style: output.style
    ).run(resumedBy: path)
  }

  /// Refuses `--jobs` where there is one run only.
  func requireNoJobs() throws {
    guard jobs == nil else {
      throw InputError(
        "--jobs is for several runs", remedy: "say which seeds to train: --seeds 1-10")
    }
  }
}

import Agents
import ArgumentParser
import Documents
import Experiments

/// `apus train`: begins a run or goes on with one.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train an agent or a network, or go on with a run that was stopped.",
    discussion: """
      A task is an environment, which an agent learns to act in, or a data set, whose classes or numbers a \
      network learns to predict. Leaves a run folder with the policy, the learning curve and all that is needed to go on. Ctrl-C \
      saves and says how to resume; a second one leaves at once.

      Examples:
        apus train four-rooms
        apus train cartpole --seed 3 --steps 50000 --run runs/mine --threads 2
        apus train cartpole --set learningRate=0.001 --set hiddenSizes=[64,64]
        apus train breakout --agent dqn --set network=minatar
        apus train mnist --network cnn --data ~/data --epochs 10
        apus train iris --set learningRate=0.1
        apus train my-maze.yaml --show-configuration
        apus train gym:CartPole-v1
        apus train cartpole --teacher runs/mine --set guidance=kickstarting --set epsilonStart=0.1
        apus train cartpole --teacher runs/mine --set guidance=qdagger --set teacherSteps=2000
        apus train cartpole --teacher runs/mine --set guidance=distillation --set hiddenSizes=[16]
        apus train cartpole --data shown.safetensors --set guidance=demonstrations --set prioritized=true
        apus train cartpole-heavy --carry-replay runs/mine
        apus train --resume runs/mine
        apus train cartpole --seeds 1-10 --jobs 4
        apus train --resume 'runs/cartpole-dqn-s*-1'
      """)

  @Argument(
    help: "The id of an environment or a data set, a definition file ending in .yaml, or gym:ID.")
  var task: String?

  @Option(
    help: ArgumentHelp(
      "The network for a data set: linear, logistic, mlp or cnn. (default: the recommended one)",
      valueName: "kind"))
  var network: String?

  @Option(
    help: ArgumentHelp(
      "The algorithm for an environment: \(Algorithm.allCases.map(\.rawValue).joined(separator: ", ")). (default: dqn)",
      valueName: "algorithm"))
  var agent: String?

  @OptionGroup var options: TrainingOptions

  @OptionGroup var teaching: TeachingOptions

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "The folder of the run. (default: runs/<task>-<learner>-s<seed>-<n>)", valueName: "folder"))
  var runFolder: String?

  @Option(
    help: ArgumentHelp(
      "Go on with the run in this folder, or with all unfinished ones in a folder of runs or of a pattern.",
      valueName: "folder"))
  var resume: String?

  @Option(parsing: .unconditional, help: "The seed of all randomness. (default: 1)")
  var seed: Int?

  @Option(help: "Several runs that differ in their seed, side by side: 1-10, or 1,4,7.")
  var seeds: String?

  @Option(
    parsing: .unconditional,
    help: "Runs to train at a time; no result depends on it. (default: the cores)")
  var jobs: Int?

  @Flag(help: "Print the resolved configuration as YAML and train nothing.")
  var showConfiguration = false

  @OptionGroup var output: OutputOptions

  @Flag(name: .customLong("child"), help: .hidden)
  var isChild = false

  mutating func run() throws {
    StopSignals.install()
    if isChild { Lifeline.watch() }
    if let resume { return try continueRuns(resume) }
    guard let task else {
      throw InputError(
        "which task? none was named",
        remedy: "apus environments and apus datasets list them; for example: apus train four-rooms")
    }
    var configuration = try RunConfiguration(
      definition: try TaskDefinition.load(task), algorithm: agent, network: network)
    try options.apply(to: &configuration, seed: seed)
    try teaching.apply(to: &configuration)
    if showConfiguration { return Console.result(configuration.resultYAML.withoutLastLineEnd) }
    try configuration.validate()
    if let seeds { return try trainSeeds(try SeedList(seeds).seeds, configuration) }
    try requireNoJobs()
    let folder = try configuration.makeFolder(at: runFolder)
    let trainer = try Trainer(starting: configuration, in: folder)
    try options.prepare(folder, configuration)
    try TrainingSession(trainer: trainer, style: output.style).run()
  }

  /// Refuses options that a resumed run cannot take.
  func requireNothingForResume(_ path: String) throws {
    guard task == nil, network == nil, agent == nil, runFolder == nil, seed == nil,
      options.isEmptyForResume, teaching.isEmpty
    else {
      throw InputError(
        "a resumed run keeps its task, folder and configuration",
        remedy:
          "apus train --resume \(path), with no other option than --threads, --data and --keep-policies"
      )
    }
  }

  /// Goes on with one run.
  func continueRun(_ path: String) throws {
    try requireNothingForResume(path)
    let folder = try RunFolder.open(path)
    if showConfiguration {
      return Console.result(try folder.readConfiguration().resultYAML.withoutLastLineEnd)
    }
    let trainer = try Trainer(
      resuming: folder, threads: try options.checkedThreads(), dataFolder: options.dataFolder)
    try options.prepare(folder, trainer.configuration)
    let style = isChild && !output.json ? .figures : output.style
    try TrainingSession(trainer: trainer, style: style).run()
  }
}

extension String {
  /// Without the line end that `Console.result` will add.
  var withoutLastLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}

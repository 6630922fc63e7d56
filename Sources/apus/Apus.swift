import Agents
import ArgumentParser
import Documents
import Environments
import GymnasiumBridge
import TensorCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The command `apus`: joins the modules, and holds no arithmetic of its own.
@main
struct Apus: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "apus",
    abstract: "A workbench for reinforcement learning: train, watch, fine-tune, reproduce.",
    discussion: """
      Examples:
        apus train four-rooms                     learns, and leaves a run in runs/
        apus train mnist --network cnn            a data set is a task as well
        apus train --resume runs/four-rooms-dqn-s1-1
        apus evaluate runs/four-rooms-dqn-s1-1 --episodes 100
        apus watch runs/four-rooms-dqn-s1-1
        apus play flappy --pace 10
        apus finetune --from runs/mine --on cartpole-heavy
        apus transfer matrix breakout,freeway --budget 200000 --seeds 1-5
        apus environments show four-rooms
        apus train gym:LunarLander-v3             any Gymnasium environment

      The same configuration and seed give the same bytes, on any machine, with any number of threads, \
      stopped and resumed or not.
      """,
    version: version,
    subcommands: [
      Train.self,
      Pretrain.self,
      Evaluate.self, Watch.self, Play.self, Replay.self, FineTune.self,
      FewShot.self,
      TransferCommand.self,
      Adapt.self,
      EnvironmentsCommand.self,
      DatasetsCommand.self, Runs.self, Benchmark.self,
    ])

  /// Parses, runs, and turns every error into one or two lines on standard error and an exit code.
  static func main() {
    // A reader that went away is an error of `write`, not the death of a training.
    signal(SIGPIPE, SIG_IGN)
    ExternalWorlds.register(GymnasiumWorld.self)
    do {
      var command = try parseAsRoot()
      if let fault = Processor.fault {
        throw InputError(
          fault, remedy: "unset the variable, or set it to one of these")
      }
      try command.run()
    } catch let error as InputError {
      Console.fail(error)
    } catch let error as DivergedTraining {
      Console.fail(
        InputError("\(error.quantity) is not finite: the policy is of no use", remedy: nil))
    } catch {
      Apus.exit(withError: error)
    }
    if Console.outputIsGone { leave(128 + SIGPIPE) }
  }

  /// Ends the process with an exit code.
  static func leave(_ code: Int32) -> Never { Glibc.exit(code) }
}

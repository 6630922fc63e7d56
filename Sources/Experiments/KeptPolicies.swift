/// A policy that a run kept of one of its evaluations.
public struct KeptPolicy: Sendable, Hashable {
  /// Environment steps of the training then.
  public let step: Int
  /// The policy file.
  public let path: String
}

extension RunFolder {
  /// Has the run keep the policy of each evaluation from now on.
  ///
  /// The folder that is made for them is itself the sign, so that a resumed run goes on keeping them
  /// and nothing that decides the results says so.
  ///
  /// - Throws: `InputError` where the folder cannot be made.
  public func keepPolicies() throws { try FileSystem.createFolders(policies) }

  /// Whether the run keeps the policy of each evaluation.
  public var keepsPolicies: Bool { FileSystem.isFolder(policies) }

  /// The file of the policy that was evaluated at a step.
  public func keptPolicy(step: Int) -> String { "\(policies)/step-\(step).safetensors" }

  /// The policies that were kept, by growing step; none where there is no folder of them.
  public var keptPolicies: [KeptPolicy] {
    let names = (try? FileSystem.entries(of: policies)) ?? []
    return names.compactMap { name in
      guard name.hasPrefix("step-"), name.hasSuffix(".safetensors"),
        let step = Int(name.dropFirst(5).dropLast(12)), step >= 0
      else { return nil }
      return KeptPolicy(step: step, path: "\(policies)/\(name)")
    }.sorted { $0.step < $1.step }
  }
}

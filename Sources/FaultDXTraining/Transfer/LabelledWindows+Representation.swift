public import FaultDXNN
public import FaultDXSignal
public import FaultDXTensor

extension LabelledWindows {
  /// The same windows as a network reads them that was trained before.
  ///
  /// - Parameters:
  ///   - representation: what windows became before that network.
  ///   - network: its shape.
  ///   - parallelism: how many threads share the windows; the result does not depend on it.
  /// - Throws: `LabelledWindowsError`.
  /// - Precondition: windows as those of its training.
  public func seen(
    as representation: Representation, by network: CBAMNetwork.Configuration,
    parallelism: Parallelism = .serial
  ) throws(LabelledWindowsError) -> LabelledWindows {
    var recipe = MemberRecipe(
      kind: representation.kind, network: network, training: TrainingConfiguration())
    switch representation {
    case .waveform(let normalization): recipe.normalization = normalization
    case .lines(let geometry, _): recipe.geometry = geometry
    case .spectrum, .components: break
    }
    return try MemberWindows(
      recipe, fittedTo: self, carrying: representation, keepsScale: true, parallelism: parallelism
    ).training
  }
}

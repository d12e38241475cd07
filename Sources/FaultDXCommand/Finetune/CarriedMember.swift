import FaultDX
import FaultDXTraining

/// A network of a model that is fine-tuned, made ready for other windows and classes.
struct CarriedMember {
  /// What it begins with.
  let network: CBAMNetwork
  /// What it learnt with.
  let representation: Representation
  /// Whether numbers are scaled as they were there.
  let keepsScale: Bool
  /// How it learns.
  let recipe: MemberRecipe
  let isHardened: Bool
}

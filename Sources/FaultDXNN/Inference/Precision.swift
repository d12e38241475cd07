/// The numbers in which the convolutions of a network multiply.
///
/// Weights and inputs of the convolutions are rounded; their sums, biases, attention, pooling and the last layer
/// stay 32-bit floats. A processor without instructions for a precision computes the same with others, slower.
public enum Precision: String, Sendable, CaseIterable {
  /// 32-bit floats, as trained.
  case float32
  /// The upper half of a float: 8 bits of precision, the range of a float.
  case bfloat16 = "bf16"
  /// Whole numbers of 8 bits: weights in a scale for each output channel, inputs in a scale for each layer, found
  /// on training windows (``ActivationRanges``). The first layer, which reads samples, computes in ``bfloat16``.
  case int8
}

/// A precision with what it takes to compute in it.
public enum Arithmetic: Sendable, Equatable {
  /// As ``Precision/float32``.
  case float32
  /// As ``Precision/bfloat16``.
  case bfloat16
  /// As ``Precision/int8``.
  case int8(ActivationRanges)

  /// Its name.
  public var precision: Precision {
    switch self {
    case .float32: .float32
    case .bfloat16: .bfloat16
    case .int8: .int8
    }
  }
}

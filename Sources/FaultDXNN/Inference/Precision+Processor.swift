import FaultDXTensor

extension Precision {
  /// Whether this processor has instructions for the precision; without them it is as slow as 32-bit floats or slower.
  public var isAccelerated: Bool {
    switch self {
    case .float32: true
    case .bfloat16: Kernels().isNative(.bfloat16)
    // Its first layer is in bfloat16, a small share of the work.
    case .int8: Kernels().isNative(.int8)
    }
  }
}

// An embedder writes `import FaultDX` and has the types that its calls speak of.
@_exported public import FaultDXNN
@_exported public import FaultDXSignal
@_exported public import FaultDXStorage
@_exported public import FaultDXTensor

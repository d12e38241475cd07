import FaultDXNN
import FaultDXStorage
import FaultDXTensor
import FaultDXTestSupport
import FaultDXTraining

/// One forward and backward pass of a layer: what goldens and references are compared with.
struct LayerRun {
  var y: [Float] = []
  var dx: [Float] = []
  /// Gradients in the layout of the layer.
  var gradients: [String: [Float]] = [:]
  /// Running averages after the pass.
  var statistics: [String: [Float]] = [:]

  /// Runs `layer` on `x`, `[batch, length, channels]`, and sends `dy` back.
  init(
    _ layer: some Trainable, parameters: some Parameterized, x: Tensor, dy: [Float],
    kernels: Kernels = Kernels(), parallelism: Parallelism = .serial
  ) {
    let memory = ParameterMemory(parameters)
    let batch = x.shape[0]
    let pass = TrainingPass(capacity: batch, parameters: memory, kernels: kernels)
    let input = pass.activation(length: x.shape[1], channels: x.shape[2])
    let output = layer.record(input, "", in: pass)
    pass.finish()

    let inputs = x.shape[1] * x.shape[2]
    let outputs = output.length * output.channels
    for n in 0..<batch {
      for i in 0..<inputs { input.sample(n)[i] = x.elements[n * inputs + i] }
    }
    pass.runForward(Batch(count: batch), parallelism)
    for n in 0..<batch {
      for i in 0..<outputs {
        y.append(output.sample(n)[i])
        output.gradient(n)[i] = dy[n * outputs + i]
      }
    }
    pass.runBackward(Batch(count: batch), parallelism)
    for n in 0..<batch {
      for i in 0..<inputs { dx.append(input.gradient(n)[i]) }
    }
    memory.sumShards(Batch(count: batch).shards, 0..<memory.values.count, kernels: kernels)
    for (name, slot) in memory.slots {
      let source = slot.kind.isTrained ? memory.gradients.base + slot.offset : memory.value(slot)
      let values = (0..<slot.count).map { source[$0] }
      if slot.kind.isTrained { gradients[name] = values } else { statistics[name] = values }
    }
  }

  /// Runs a layer without parameters.
  init(_ layer: some Trainable, x: Tensor, dy: [Float]) {
    self.init(layer, parameters: NoParameters(), x: x, dy: dy)
  }
}

struct NoParameters: Parameterized {
  mutating func visitParameters<Failure: Error>(
    _ path: String, _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure) {}
}

extension Parameterized {
  /// Takes over parameters in PyTorch's layout.
  mutating func loadGolden(_ entries: [SafeTensors.Entry]) throws {
    var byName: [String: SafeTensors.Entry] = [:]
    for entry in entries { byName[entry.name] = entry }
    try visitParameters("") { (name, tensor, kind) throws(GoldenError) in
      guard let entry = byName.removeValue(forKey: name) else { throw GoldenError(missing: name) }
      for (position, index) in FileLayout(tensor.shape, kind).indices.enumerated() {
        tensor.elements[index] = entry.values[position]
      }
    }
    if let name = byName.keys.first { throw GoldenError(missing: "a place for \(name)") }
  }

  /// A gradient in the layer's layout, brought into PyTorch's.
  func inFileLayout(_ name: String, _ values: [Float]) -> [Float] {
    guard let parameter = parameters.first(where: { $0.name == name }) else { return [] }
    return FileLayout(parameter.tensor.shape, parameter.kind).indices.map { values[$0] }
  }
}

extension SafeTensors.Entry {
  /// The tensor of a golden: channels last; a matrix becomes rows of length 1.
  var activations: Tensor {
    let entry = channelsLast
    return shape.count == 2
      ? Tensor(shape: [shape[0], 1, shape[1]], elements: values)
      : Tensor(shape: entry.shape, elements: entry.values)
  }
}

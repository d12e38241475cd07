package import FaultDXNN
import FaultDXTensor

/// The gradient of a maximum goes to the row that won, the first of equals.
extension MaxPool1d: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    let (kernels, geometry) = (pass.kernels, geometry)
    let y = pass.activation(
      length: geometry.outputLength(for: x.length), channels: x.channels)
    let perSample = y.length * y.channels
    let which = Memory<Int32>(count: pass.capacity * perSample)
    pass.forward(
      .each { shard in
        kernels.maxPoolForward(
          geometry, shard.extent(x), x: x.read(shard), y: y.write(shard),
          which: which.base + shard.samples.lowerBound * perSample)
      })
    pass.backward(
      .each { shard in
        kernels.maxPoolBackward(
          geometry, shard.extent(x), which: which.base + shard.samples.lowerBound * perSample,
          dy: y.readGradient(shard), dx: x.writeGradient(shard))
      })
    return y
  }
}

/// The gradient of a mean is shared among its rows.
extension AveragePool1d: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    let (kernels, geometry) = (pass.kernels, geometry)
    let y = pass.activation(
      length: geometry.outputLength(for: x.length), channels: x.channels)
    pass.forward(
      .each { shard in
        kernels.averagePoolForward(geometry, shard.extent(x), x: x.read(shard), y: y.write(shard))
      })
    pass.backward(
      .each { shard in
        kernels.averagePoolBackward(
          geometry, shard.extent(x), dy: y.readGradient(shard), dx: x.writeGradient(shard))
      })
    return y
  }
}

/// Means share their gradient among all rows, maxima send it to the row that won, a flattened sample gets
/// it back as it is.
extension GlobalPool1d: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    let (kernels, pooling) = (pass.kernels, self)
    let outputs = outputs(Extent(batch: 1, length: x.length, channels: x.channels))
    let y = pass.activation(length: 1, channels: outputs)
    let which = Memory<Int32>(count: kind == .average ? 0 : pass.capacity * x.channels)
    pass.forward(
      .each { shard in
        pooling.forward(
          shard.extent(x), x: x.read(shard), y: y.sample(shard.samples.lowerBound),
          which: which.base + shard.samples.lowerBound * x.channels, kernels: kernels)
      })
    pass.backward(
      .each { shard in
        let dy = y.gradient(shard.samples.lowerBound)
        let dx = x.writeGradient(shard)
        guard pooling.kind != .flatten else {
          for n in shard.samples {
            x.gradient(n).update(from: y.gradient(n), count: outputs)
          }
          return
        }
        kernels.timeDescriptorsBackward(
          shard.extent(x), mean: pooling.kind == .maximum ? nil : UnsafePointer(dy),
          maximum: pooling.kind == .average
            ? nil : UnsafePointer(dy + (pooling.kind == .maximum ? 0 : x.channels)),
          stride: outputs, which: which.base + shard.samples.lowerBound * x.channels,
          accumulate: false, dx: dx)
      })
    return y
  }
}

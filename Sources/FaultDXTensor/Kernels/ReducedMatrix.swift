internal import CFaultDXKernels

/// The weight of a convolution in a reduced format, in the order in which the kernels of one instruction set read it.
// Unchecked, because the compiler cannot see that the memory is written by `init` alone.
package final class ReducedMatrix: @unchecked Sendable {
  /// How its elements are written.
  package let format: ReducedFormat
  /// The instruction set that it is laid out for.
  package let instructionSet: InstructionSet
  /// The convolution that it belongs to.
  package let geometry: ConvolutionGeometry
  /// What an element of each output channel is worth: `weight ≈ element · scale`; ones for bfloat16.
  package let scales: [Float]
  let functions: fdx_reduced_kernels
  let words: UnsafeMutablePointer<UInt32>

  /// Lays out a weight `[kernelSize, inputChannels, outputChannels]`.
  ///
  /// - Parameter usesNative: whether instructions made for the format are used where there are any; the numbers
  ///   are the same.
  package init(
    _ geometry: ConvolutionGeometry, weight: [Float], _ format: ReducedFormat, _ kernels: Kernels,
    usesNative: Bool = true
  ) {
    require(
      weight.count == geometry.weightCount,
      "\(weight.count) weights for a convolution that has \(geometry.weightCount)")
    self.format = format
    self.geometry = geometry
    instructionSet = kernels.instructionSet
    let functions = kernels.functions(format, native: usesNative)
    self.functions = functions
    let columns = geometry.outputChannels
    let elements: [UInt16]
    switch format {
    case .bfloat16:
      scales = [Float](repeating: 1, count: columns)
      elements = [UInt16](unsafeUninitializedCapacity: weight.count) { buffer, count in
        _ = functions.convert(weight.count, weight, 1, buffer.baseAddress)
        count = weight.count
      }
    case .int8:
      let scales = Self.scales(of: weight, columns: columns)
      elements = weight.enumerated().map { index, value in
        let step = (value / scales[index % columns]).rounded(.toNearestOrEven)
        return UInt16(UInt8(bitPattern: Int8(max(-127, min(127, step.isNaN ? 0 : step)))))
      }
      self.scales = scales
    }

    words = Self.panels(of: elements, geometry, format, lanes: functions.lanes)
  }

  deinit { words.deallocate() }

  /// Panels of twice `lanes` columns, in each every word of the reduction for all columns; zero where there is
  /// nothing.
  private static func panels(
    of elements: [UInt16], _ geometry: ConvolutionGeometry, _ format: ReducedFormat, lanes: Int
  ) -> UnsafeMutablePointer<UInt32> {
    let (outer, inner) = reduction(of: geometry)
    let (group, bits) = (format.group, format.elementSize * 8)
    let columns = geometry.outputChannels
    let wordsPerRun = (inner + group - 1) / group
    let rows = outer * wordsPerRun
    let width = (columns + lanes - 1) / lanes * lanes
    let words = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, rows * width))
    words.initialize(repeating: 0, count: max(1, rows * width))
    for panel in stride(from: 0, to: columns, by: 2 * lanes) {
      let panelWidth = min(2 * lanes, width - panel)
      for k in 0..<outer {
        for c in 0..<inner {
          let row = k * wordsPerRun + c / group
          let to = words + panel * rows + row * panelWidth
          for o in panel..<min(panel + panelWidth, columns) {
            let element = UInt32(elements[(k * inner + c) * columns + o])
            to[o - panel] |= element << UInt32(c % group * bits)
          }
        }
      }
    }
    return words
  }

  /// Runs of the reduction and elements in each: where taps are neighbours, all of them are one run.
  static func reduction(of geometry: ConvolutionGeometry) -> (outer: Int, inner: Int) {
    geometry.dilation == 1
      ? (1, geometry.kernelSize * geometry.inputChannels)
      : (geometry.kernelSize, geometry.inputChannels)
  }

  private static func scales(of weight: [Float], columns: Int) -> [Float] {
    var largest = [Float](repeating: 0, count: columns)
    for (index, value) in weight.enumerated() {
      largest[index % columns] = max(largest[index % columns], abs(value))
    }
    // A column of zeros, or of numbers too small to be divided, is zero in any scale.
    return largest.map { $0 / 127 >= .leastNormalMagnitude ? $0 / 127 : 1 }
  }
}

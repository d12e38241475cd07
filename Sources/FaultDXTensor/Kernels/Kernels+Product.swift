internal import CFaultDXKernels

extension Kernels {
  /// The right-hand side `b[outer, inner, column]` of a product, at given strides.
  struct RightSide {
    var base: UnsafePointer<Float>
    var outer: Int
    var inner: Int
    var columns: Int
    var outerStride: Int
    var innerStride: Int
    var columnStride: Int
  }

  func packed(_ b: RightSide) -> PackedMatrix {
    var product = fdx_product()
    set(b, in: &product)
    return PackedMatrix(
      instructionSet: instructionSet, reduction: b.outer * b.inner, columns: b.columns,
      count: functions.packed_count(b.outer * b.inner, b.columns)
    ) { functions.pack(&product, $0) }
  }

  func repack(_ b: RightSide, into matrix: PackedMatrix) {
    var product = fdx_product()
    set(b, in: &product)
    set(matrix, in: &product)
    product.packed = nil
    matrix.rewrite { functions.pack(&product, $0) }
  }

  func set(_ b: RightSide, in product: inout fdx_product) {
    product.outer = b.outer
    product.inner = b.inner
    product.columns = b.columns
    product.b = b.base
    product.b_outer = b.outerStride
    product.b_inner = b.innerStride
    product.b_column = b.columnStride
  }

  func set(_ matrix: PackedMatrix, in product: inout fdx_product) {
    require(matrix.method == .direct, "a matrix for minimal filtering was given to a plain product")
    check(matrix, reduction: product.outer * product.inner, columns: product.columns)
    product.packed = matrix.elements
  }

  func check(_ matrix: PackedMatrix, reduction: Int, columns: Int) {
    require(
      matrix.instructionSet == instructionSet && matrix.columns == columns
        && matrix.reduction == reduction,
      "a matrix packed as \(matrix.reduction) x \(matrix.columns) for \(matrix.instructionSet) was given "
        + "where \(reduction) x \(columns) for \(instructionSet) is wanted"
    )
  }

  /// The most that this core can do: runs multiply-adds in registers and returns their number times two.
  package func runPeak(steps: Int) -> Int {
    let result = functions.peak(steps)
    require(result.isFinite, "the peak loop diverged")
    return steps * functions.peak_operations()
  }
}

import CMatIO

/// An array of a MATLAB file.
enum MatlabArray {
  /// One field of a structure.
  struct Field {
    let name: String
    let value: MatlabArray
  }

  /// Numbers in MATLAB's order, down the columns.
  case numbers([Float], dimensions: [Int], isComplex: Bool)
  case cell([MatlabArray])
  /// The elements of a structure array, each with its fields in order.
  case structure([[Field]])
  /// Text and what else is not a signal.
  case other

  /// Copies what the C library read.
  init(_ pointer: UnsafeMutablePointer<matvar_t>?, depth: Int = 0) {
    guard let pointer, depth <= MatlabWalker.deepest, let dims = pointer.pointee.dims else {
      self = .other
      return
    }
    let variable = pointer.pointee
    let dimensions = (0..<Int(variable.rank)).map { Int(dims[$0]) }
    let count = dimensions.reduce(1, *)
    switch variable.class_type {
    case MAT_C_CELL:
      self = .cell(
        (0..<count).map { MatlabArray(Mat_VarGetCell(pointer, Int32($0)), depth: depth + 1) })
    case MAT_C_STRUCT:
      let fields = Int(Mat_VarGetNumberOfFields(pointer))
      guard let names = Mat_VarGetStructFieldnames(pointer) else {
        self = .structure([])
        return
      }
      self = .structure(
        (0..<count).map { element in
          (0..<fields).map { field in
            Field(
              name: names[field].map { String(cString: $0) } ?? "",
              value: MatlabArray(
                Mat_VarGetStructFieldByIndex(pointer, field, element), depth: depth + 1))
          }
        })
    case MAT_C_DOUBLE, MAT_C_SINGLE, MAT_C_INT8, MAT_C_UINT8, MAT_C_INT16, MAT_C_UINT16,
      MAT_C_INT32,
      MAT_C_UINT32, MAT_C_INT64, MAT_C_UINT64:
      if variable.isComplex != 0 {
        self = .numbers([], dimensions: dimensions, isComplex: true)
      } else {
        self = .numbers(
          Self.numbers(variable, count: count), dimensions: dimensions, isComplex: false)
      }
    default: self = .other
    }
  }

  private static func numbers(_ variable: matvar_t, count: Int) -> [Float] {
    guard let data = variable.data, count > 0, Int(variable.data_size) * count <= variable.nbytes
    else { return [] }
    func convert<Number: BinaryInteger>(_: Number.Type) -> [Float] {
      let numbers = data.assumingMemoryBound(to: Number.self)
      return (0..<count).map { Float(numbers[$0]) }
    }
    switch variable.data_type {
    case MAT_T_DOUBLE:
      let numbers = data.assumingMemoryBound(to: Double.self)
      return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
        for index in 0..<count { buffer[index] = Float(numbers[index]) }
        filled = count
      }
    case MAT_T_SINGLE:
      let numbers = data.assumingMemoryBound(to: Float.self)
      return Array(UnsafeBufferPointer(start: numbers, count: count))
    case MAT_T_INT8: return convert(Int8.self)
    case MAT_T_UINT8: return convert(UInt8.self)
    case MAT_T_INT16: return convert(Int16.self)
    case MAT_T_UINT16: return convert(UInt16.self)
    case MAT_T_INT32: return convert(Int32.self)
    case MAT_T_UINT32: return convert(UInt32.self)
    case MAT_T_INT64: return convert(Int64.self)
    case MAT_T_UINT64: return convert(UInt64.self)
    default: return []
    }
  }
}

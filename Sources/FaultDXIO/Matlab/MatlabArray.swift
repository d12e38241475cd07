/// An array of a MATLAB file.
enum MatlabArray {
  /// One field of a structure.
  struct Field {
    let name: String
    let value: MatlabArray
  }

  /// Numbers in MATLAB's order, down the columns; none where they are complex.
  case numbers([Float], dimensions: [Int], isComplex: Bool)
  case cell([MatlabArray])
  /// The elements of a structure array, each with its fields in order.
  case structure([[Field]])
  case text
  /// What is no signal and is not read: what it is.
  case other(String)
}

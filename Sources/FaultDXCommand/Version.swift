/// The version of the command and of the library that it was built from.
enum Version {
  static let current = "0.1.0"
}

package import FaultDXStorage

/// A fixture that PyTorch wrote: cases with settings, and tensors named `case/what` in PyTorch's layout.
package struct Golden {
  private var tensors: [String: SafeTensors.Entry] = [:]
  private let order: [String]
  /// The settings of the cases, each with its `name`.
  package let cases: [JSON]

  /// Reads `Tests/Fixtures/pytorch/<name>.safetensors`.
  package init(_ name: String) throws {
    let path = Repository.fixture("pytorch/\(name).safetensors")
    let file = try SafeTensors(parsing: DurableFile.read(path), file: path)
    cases = try JSON(parsing: file.metadata["cases"] ?? "").arrayValue ?? []
    order = file.entries.map(\.name)
    for entry in file.entries { tensors[entry.name] = entry }
  }

  /// The settings of one case.
  package func settings(_ name: String) throws -> JSON {
    guard let settings = cases.first(where: { $0["name"]?.stringValue == name }) else {
      throw GoldenError(missing: name)
    }
    return settings
  }

  /// One tensor of a case.
  package func tensor(_ name: String, _ what: String) throws -> SafeTensors.Entry {
    guard let entry = tensors["\(name)/\(what)"] else {
      throw GoldenError(missing: "\(name)/\(what)")
    }
    return entry
  }

  /// Tensors of a case below a prefix, for example `parameters.`, which is taken off their names.
  package func tensors(_ name: String, below prefix: String) -> [SafeTensors.Entry] {
    let start = "\(name)/\(prefix)"
    return order.filter { $0.hasPrefix(start) }.sorted().compactMap { tensors[$0] }.map {
      SafeTensors.Entry(
        name: String($0.name.dropFirst(start.count)), shape: $0.shape, values: $0.values)
    }
  }
}

package struct GoldenError: Error, CustomStringConvertible {
  package let missing: String

  package init(missing: String) { self.missing = missing }

  package var description: String { "the fixture has no \"\(missing)\"" }
}

extension SafeTensors.Entry {
  /// `[batch, channels, length]` as `[batch, length, channels]`; other ranks as they are.
  package var channelsLast: SafeTensors.Entry {
    guard shape.count == 3 else { return self }
    let (batch, channels, length) = (shape[0], shape[1], shape[2])
    var result = SafeTensors.Entry(name: name, shape: [batch, length, channels], values: values)
    for n in 0..<batch {
      for c in 0..<channels {
        for t in 0..<length {
          result.values[(n * length + t) * channels + c] = values[(n * channels + c) * length + t]
        }
      }
    }
    return result
  }
}

/// The largest difference between two arrays over the largest magnitude of the second; infinite where
/// their counts differ or something is not finite.
package func relativeDifference(_ found: [Float], _ expected: [Float]) -> Double {
  guard found.count == expected.count else { return .infinity }
  var difference = 0.0
  var magnitude = 0.0
  for (a, b) in zip(found, expected) {
    guard a.isFinite, b.isFinite else { return .infinity }
    difference = max(difference, abs(Double(a) - Double(b)))
    magnitude = max(magnitude, abs(Double(b)))
  }
  return magnitude == 0 ? difference : difference / magnitude
}

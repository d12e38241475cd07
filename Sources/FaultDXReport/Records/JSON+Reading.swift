import FaultDXStorage

extension Optional where Wrapped == JSON {
  /// The texts of a list; none where it is no list.
  var texts: [String] { self?.arrayValue?.compactMap(\.stringValue) ?? [] }
  /// The numbers of a list; none where it is no list.
  var numbers: [Double] { self?.arrayValue?.compactMap(\.doubleValue) ?? [] }
}

extension JSON {
  /// The counts of a list; none that are negative, and too large to add up.
  var counts: [Int] {
    (arrayValue ?? []).compactMap(\.intValue).filter { (0..<1 << 48).contains($0) }
  }
}

extension ClosedRange<Double> {
  /// The range between two numbers of a document; `nil` where one is missing or they are in the wrong order.
  init?(_ lower: JSON?, _ upper: JSON?) {
    guard let lower = lower?.doubleValue, let upper = upper?.doubleValue, lower.isFinite,
      upper.isFinite, lower <= upper
    else { return nil }
    self = lower...upper
  }
}

/// Why a filter cannot be made or applied.
public enum FilterError: Error, Equatable, CustomStringConvertible {
  /// An order outside 1…20.
  case order(Int)
  /// An edge that is no positive number.
  case edge(Double)
  /// A band whose lower edge is not below its upper one.
  case band(Double, Double)
  /// An edge that is not below half the sampling rate.
  case aboveNyquist(edge: Double, nyquist: Double)
  /// Edges so close to each other or to 0, for this rate and order, that the filter has no digits left.
  case illConditioned(edge: Double, rate: Double, order: Int)
  /// A signal that is too short for the ends that filtering forwards and backwards adds.
  case tooShort(samples: Int, needed: Int)

  /// One sentence.
  public var description: String {
    switch self {
    case .order(let order): "a filter's order is 1 to 20, found \(order)"
    case .edge(let edge):
      "a filter's edge is a positive frequency, found \(edge.plainText)"
    case .band(let low, let high):
      "a band's lower edge is below its upper one, found \(low.plainText) and \(high.plainText)"
    case .aboveNyquist(let edge, let nyquist):
      "the edge at \(edge.plainText) is not below \(nyquist.plainText), half the sampling rate"
    case .illConditioned(let edge, let rate, let order):
      "a filter of order \(order) with an edge at \(edge.plainText) of a rate of \(rate.plainText) cannot be "
        + "computed; choose a lower order or resample first"
    case .tooShort(let samples, let needed):
      "\(samples) samples are too few to be filtered forwards and backwards, which needs \(needed)"
    }
  }
}

extension Double {
  /// The shortest digits that give the number again, whole numbers without a fraction.
  var plainText: String {
    self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : "\(self)"
  }
}

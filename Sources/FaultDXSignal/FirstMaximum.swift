extension RandomAccessCollection where Element: Comparable, Index == Int {
  /// The position of the largest element, the first of equals: what a row of scores says.
  ///
  /// - Precondition: there is an element.
  // Inlinable: asked for every window of a batch, and slow where the type of the row is not known.
  @inlinable package var firstMaximum: Int {
    indices.reduce(startIndex) { self[$1] > self[$0] ? $1 : $0 }
  }
}

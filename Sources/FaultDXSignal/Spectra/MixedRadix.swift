#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The Fourier transform of a length without prime factors above 5, by self-sorting passes.
///
/// They are those of T. G. Stockham (1966): each pass of
/// radix r reads r rows, and writes them where the next pass wants them, so that nothing is permuted and the inner loop
/// runs over neighbours.
struct MixedRadix: Sendable {
  let length: Int
  private let radices: [Int]
  private let cosine: [Double]
  private let sine: [Double]

  /// `nil` where the length has a prime factor above 5.
  init?(length: Int) {
    var radices: [Int] = []
    var rest = length
    for radix in [5, 3, 4, 2] {
      while rest % radix == 0, rest > 1 {
        radices.append(radix)
        rest /= radix
      }
    }
    guard rest == 1 else { return nil }
    self.length = length
    self.radices = radices
    let turns = (0..<length).map { 2 * Double.pi * Double($0) / Double(length) }
    cosine = turns.map { cos($0) }
    sine = turns.map { -sin($0) }
  }

  private typealias Row = UnsafeMutablePointer<Double>

  /// Transforms `length` complex values in place.
  func transform(_ values: inout Spectrum) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * length) { scratch in
      transform(&values, in: scratch)
    }
  }

  /// The same with memory that is used again.
  func transform(_ values: inout Spectrum, using scratch: inout [Double]) {
    if scratch.count < 2 * length { scratch = [Double](repeating: 0, count: 2 * length) }
    scratch.withUnsafeMutableBufferPointer { transform(&values, in: $0) }
  }

  private func transform(_ values: inout Spectrum, in scratch: UnsafeMutableBufferPointer<Double>) {
    if length == 1 { return }
    values.real.withUnsafeMutableBufferPointer { real in
      values.imaginary.withUnsafeMutableBufferPointer { imaginary in
        // A transform is at least two values long.
        guard let x = real.baseAddress, let y = imaginary.baseAddress,
          let work = scratch.baseAddress
        else { return }
        pass(x, y, work, work + length)
      }
    }
  }

  private func pass(_ real: Row, _ imaginary: Row, _ otherReal: Row, _ otherImaginary: Row) {
    var (x, y, u, v) = (real, imaginary, otherReal, otherImaginary)
    var rows = length
    var width = 1
    cosine.withUnsafeBufferPointer { c in
      sine.withUnsafeBufferPointer { s in
        for radix in radices {
          rows /= radix
          switch radix {
          case 2: Self.radix2(x, y, u, v, rows, width, c, s)
          case 3: Self.radix3(x, y, u, v, rows, width, c, s)
          case 4: Self.radix4(x, y, u, v, rows, width, c, s)
          default: Self.radix5(x, y, u, v, rows, width, c, s)
          }
          width *= radix
          swap(&x, &u)
          swap(&y, &v)
        }
      }
    }
    if x != real {
      real.update(from: x, count: length)
      imaginary.update(from: y, count: length)
    }
  }

  private typealias Table = UnsafeBufferPointer<Double>

  private static func radix2(
    _ x: Row, _ y: Row, _ u: Row, _ v: Row, _ rows: Int, _ width: Int, _ c: Table, _ s: Table
  ) {
    let apart = rows * width
    var row = 0
    while row < rows {
      let (c1, s1) = (c[row * width], s[row * width])
      var from = row * width
      var to = 2 * row * width
      let end = from + width
      while from < end {
        let (ar, ai) = (x[from], y[from])
        let (br, bi) = (x[from + apart], y[from + apart])
        u[to] = ar + br
        v[to] = ai + bi
        let (dr, di) = (ar - br, ai - bi)
        u[to + width] = dr * c1 - di * s1
        v[to + width] = dr * s1 + di * c1
        from += 1
        to += 1
      }
      row += 1
    }
  }

  private static func radix3(
    _ x: Row, _ y: Row, _ u: Row, _ v: Row, _ rows: Int, _ width: Int, _ c: Table, _ s: Table
  ) {
    let apart = rows * width
    // sin 60°.
    let h = 0.75.squareRoot()
    var row = 0
    while row < rows {
      let (c1, s1) = (c[row * width], s[row * width])
      let (c2, s2) = (c[2 * row * width], s[2 * row * width])
      var from = row * width
      var to = 3 * row * width
      let end = from + width
      while from < end {
        let (ar, ai) = (x[from], y[from])
        let (br, bi) = (x[from + apart], y[from + apart])
        let (cr, ci) = (x[from + 2 * apart], y[from + 2 * apart])
        let (tr, ti) = (br + cr, bi + ci)
        let (mr, mi) = (ar - 0.5 * tr, ai - 0.5 * ti)
        let (nr, ni) = (h * (bi - ci), h * (cr - br))
        u[to] = ar + tr
        v[to] = ai + ti
        let (pr, pi) = (mr + nr, mi + ni)
        u[to + width] = pr * c1 - pi * s1
        v[to + width] = pr * s1 + pi * c1
        let (qr, qi) = (mr - nr, mi - ni)
        u[to + 2 * width] = qr * c2 - qi * s2
        v[to + 2 * width] = qr * s2 + qi * c2
        from += 1
        to += 1
      }
      row += 1
    }
  }

  private static func radix4(
    _ x: Row, _ y: Row, _ u: Row, _ v: Row, _ rows: Int, _ width: Int, _ c: Table, _ s: Table
  ) {
    let apart = rows * width
    var row = 0
    while row < rows {
      let (c1, s1) = (c[row * width], s[row * width])
      let (c2, s2) = (c[2 * row * width], s[2 * row * width])
      let (c3, s3) = (c[3 * row * width], s[3 * row * width])
      var from = row * width
      var to = 4 * row * width
      let end = from + width
      while from < end {
        let (ar, ai) = (x[from], y[from])
        let (br, bi) = (x[from + apart], y[from + apart])
        let (cr, ci) = (x[from + 2 * apart], y[from + 2 * apart])
        let (dr, di) = (x[from + 3 * apart], y[from + 3 * apart])
        let (er, ei) = (ar + cr, ai + ci)
        let (fr, fi) = (ar - cr, ai - ci)
        let (gr, gi) = (br + dr, bi + di)
        let (hr, hi) = (bi - di, dr - br)
        u[to] = er + gr
        v[to] = ei + gi
        let (pr, pi) = (fr + hr, fi + hi)
        u[to + width] = pr * c1 - pi * s1
        v[to + width] = pr * s1 + pi * c1
        let (qr, qi) = (er - gr, ei - gi)
        u[to + 2 * width] = qr * c2 - qi * s2
        v[to + 2 * width] = qr * s2 + qi * c2
        let (zr, zi) = (fr - hr, fi - hi)
        u[to + 3 * width] = zr * c3 - zi * s3
        v[to + 3 * width] = zr * s3 + zi * c3
        from += 1
        to += 1
      }
      row += 1
    }
  }

  private static func radix5(
    _ x: Row, _ y: Row, _ u: Row, _ v: Row, _ rows: Int, _ width: Int, _ c: Table, _ s: Table
  ) {
    let apart = rows * width
    let (k1, k2) = (cos(2 * Double.pi / 5), cos(4 * Double.pi / 5))
    let (h1, h2) = (sin(2 * Double.pi / 5), sin(4 * Double.pi / 5))
    var row = 0
    while row < rows {
      let step = row * width
      var from = step
      var to = 5 * step
      let end = from + width
      while from < end {
        let (ar, ai) = (x[from], y[from])
        let (br, bi) = (x[from + apart], y[from + apart])
        let (cr, ci) = (x[from + 2 * apart], y[from + 2 * apart])
        let (dr, di) = (x[from + 3 * apart], y[from + 3 * apart])
        let (er, ei) = (x[from + 4 * apart], y[from + 4 * apart])
        let (pr, pi) = (br + er, bi + ei)
        let (qr, qi) = (cr + dr, ci + di)
        let (mr, mi) = (br - er, bi - ei)
        let (nr, ni) = (cr - dr, ci - di)
        u[to] = ar + pr + qr
        v[to] = ai + pi + qi
        let (fr, fi) = (ar + k1 * pr + k2 * qr, ai + k1 * pi + k2 * qi)
        let (gr, gi) = (ar + k2 * pr + k1 * qr, ai + k2 * pi + k1 * qi)
        let (tr, ti) = (h1 * mi + h2 * ni, -(h1 * mr + h2 * nr))
        let (wr, wi) = (h2 * mi - h1 * ni, -(h2 * mr - h1 * nr))
        turn(fr + tr, fi + ti, c[step], s[step], u, v, to + width)
        turn(gr + wr, gi + wi, c[2 * step], s[2 * step], u, v, to + 2 * width)
        turn(gr - wr, gi - wi, c[3 * step], s[3 * step], u, v, to + 3 * width)
        turn(fr - tr, fi - ti, c[4 * step], s[4 * step], u, v, to + 4 * width)
        from += 1
        to += 1
      }
      row += 1
    }
  }

  @inline(__always) private static func turn(
    _ real: Double, _ imaginary: Double, _ c: Double, _ s: Double, _ u: Row, _ v: Row, _ to: Int
  ) {
    u[to] = real * c - imaginary * s
    v[to] = real * s + imaginary * c
  }
}

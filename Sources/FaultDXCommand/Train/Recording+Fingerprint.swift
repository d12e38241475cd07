import FaultDXSignal

extension Recording {
  /// A number for the samples, whatever the file is called: FNV-1a of their bits.
  var fingerprint: UInt64 {
    samples.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01b3 }
  }
}

/// What a recording may claim before it is taken for damaged.
enum AudioLimits {
  /// Channels in one file.
  static let channels = 64
  /// Hz; the fastest vibration and partial-discharge recorders stay below.
  static let rate = 50_000_000.0
}

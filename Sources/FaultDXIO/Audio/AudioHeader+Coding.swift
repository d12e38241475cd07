#if SoundFiles
  import CSndFile

  extension AudioHeader {
    /// Container and coding in words, and the same limits for every container.
    static func coding(of information: SF_INFO, file: String) throws(ReadingError) -> String {
      guard (1...AudioLimits.channels).contains(Int(information.channels)) else {
        throw .contents(
          file: file,
          message: "expected 1 to \(AudioLimits.channels) channels, found \(information.channels)")
      }
      guard information.samplerate > 0, Double(information.samplerate) <= AudioLimits.rate else {
        throw .contents(
          file: file,
          message: "expected a sampling rate up to 50 MHz, found \(information.samplerate) Hz")
      }
      let containers = [
        SF_FORMAT_WAV: "WAV", SF_FORMAT_WAVEX: "WAV", SF_FORMAT_RF64: "RF64", SF_FORMAT_W64: "W64",
        SF_FORMAT_AIFF: "AIFF", SF_FORMAT_FLAC: "FLAC", SF_FORMAT_CAF: "CAF",
      ]
      let codings = [
        SF_FORMAT_PCM_S8: "8-bit PCM", SF_FORMAT_PCM_U8: "8-bit PCM",
        SF_FORMAT_PCM_16: "16-bit PCM",
        SF_FORMAT_PCM_24: "24-bit PCM", SF_FORMAT_PCM_32: "32-bit PCM",
        SF_FORMAT_FLOAT: "32-bit float",
        SF_FORMAT_DOUBLE: "64-bit float", SF_FORMAT_ULAW: "mu-law", SF_FORMAT_ALAW: "A-law",
      ]
      let format = Int(information.format)
      guard let container = containers[format & SF_FORMAT_TYPEMASK],
        let coding = codings[format & SF_FORMAT_SUBMASK]
      else {
        throw .unsupported(
          file: file, kind: "a sound file with a coding that is not read",
          advice: "expected PCM or floating point in WAV, FLAC, AIFF, RF64, W64 or CAF")
      }
      return "\(container), \(coding)"
    }
  }
#endif

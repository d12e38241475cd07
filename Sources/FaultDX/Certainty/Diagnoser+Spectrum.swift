import FaultDXNN
import FaultDXSignal
import FaultDXTensor

extension Diagnoser {
  /// The probabilities that logits stand for at a temperature.
  static func probabilities(of logits: [Float], temperature: Double) -> [Float] {
    var scaled = logits
    if temperature != 1 { scaled = logits.map { Float(Double($0) / temperature) } }
    return softmax(Tensor(shape: [1, logits.count], elements: scaled)).elements
  }

  /// What the distance to training is measured in.
  static func bands(of model: Model) -> SpectralBands? {
    guard let known = model.certainty?.known else { return nil }
    return SpectralBands(
      windowLength: model.windowLength, channels: model.windowChannels,
      bands: known.bands)
  }

  /// The bands of a window where that one is looked at.
  func bandsOfWindow(_ number: Int, _ samples: UnsafeBufferPointer<Float>) -> [Double]? {
    guard let bands, MeanSpectrum.weight(of: number) > 0 else { return nil }
    return bands(samples)
  }

  /// The mean spectrum of a recording's sound windows; empty where it has none.
  func spectrum(of recording: Recording, _ bands: SpectralBands) -> MeanSpectrum {
    var spectrum = MeanSpectrum()
    guard let prepared = try? soundWindows(of: recording) else { return spectrum }
    let channels = prepared.recording.channels
    prepared.recording.samples.withUnsafeBufferPointer { samples in
      for frames in prepared.windows {
        let weight = MeanSpectrum.weight(of: frames.lowerBound / model.hop)
        if weight == 0 { continue }
        spectrum.add(bands(samples.frames(frames, channels: channels)), weight: weight)
      }
    }
    return spectrum
  }

  /// How unlike training a recording is; `nil` where the model does not know or nobody asked.
  func novelty(_ spectrum: MeanSpectrum) -> Novelty? {
    guard let known = model.certainty?.known, !spectrum.isEmpty else { return nil }
    let (distance, reference) = known.nearest(spectrum)
    let threshold = unknownRate.flatMap { known.threshold(rate: $0) }
    return Novelty(
      distance: distance, percentile: known.percentile(distance),
      nearest: model.labels[known.classes[reference]], threshold: threshold?.distance,
      rate: threshold?.isRateHeld == true ? unknownRate : nil)
  }
}

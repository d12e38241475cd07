import ArgumentParser
import FaultDXSignal

/// What is done to signals before anything else looks at them.
struct ConditioningOptions: ParsableArguments {
  @Option(
    name: .customLong("condition"),
    help: ArgumentHelp(
      """
      Steps done to signals first, in this order, with commas between them; may be repeated: \
      \(ConditioningStep.forms.joined(separator: ", ")). Frequencies are in Hz (2000 or 2k), behind \
      order-track in orders. Filters take :order=N (4 unless given) and :causal, which can follow a stream; \
      without it they run forwards and backwards over a recording and delay nothing. order-track takes the \
      angle from the recording's shaft speed, or from the pulses of a tachometer channel. fft, the envelope \
      spectra and envelope:window are done to each window.
      """, valueName: "steps"))
  var texts: [String] = []

  func validate() throws {
    do throws(ConditioningError) {
      _ = try read()
    } catch {
      throw ValidationError("--condition: \(error)")
    }
  }

  /// The steps.
  ///
  /// - Precondition: `validate` has passed them.
  var conditioning: Conditioning {
    do throws(ConditioningError) {
      return try read()
    } catch {
      fatalError("--condition was not validated: \(error)")
    }
  }

  private func read() throws(ConditioningError) -> Conditioning {
    try Conditioning(parsing: texts.joined(separator: ","))
  }
}

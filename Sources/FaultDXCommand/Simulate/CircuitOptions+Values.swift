import ArgumentParser
import FaultDXSimulation

/// The options that are words with a meaning of their own.
extension CircuitOptions {
  /// `--duration`, in seconds.
  var seconds: Double? {
    get throws {
      guard let duration else { return nil }
      guard let seconds = SpiceNumber.value(of: duration), seconds > 0, seconds <= 1e9 else {
        throw ValidationError("--duration must be seconds such as 128u or 0.5, got \(duration)")
      }
      return seconds
    }
  }

  /// `--excitation`.
  var waveform: Waveform? {
    get throws {
      guard let excitation else { return nil }
      do {
        return try Waveform(parsing: excitation, file: "--excitation")
      } catch {
        throw ValidationError("\(error)")
      }
    }
  }

  /// `--faults`, healthy boards first whether named or not.
  var classes: [CircuitFault]? {
    get throws {
      guard let faults else { return nil }
      var classes: [CircuitFault] = [.none]
      for word in faults.split(whereSeparator: { $0 == "," || $0 == " " }) {
        guard let found = CircuitFault.faults(named: String(word)) else {
          throw ValidationError(
            "--faults takes R2, R2+, R2-, R2+25%, R2:open and R2:short, got \"\(word)\"")
        }
        classes += found.filter { !classes.contains($0) }
      }
      guard classes.count > 1 else { throw ValidationError("--faults names no fault") }
      return classes
    }
  }

  /// `--tolerance`, as fractions; what is not named keeps its default.
  var tolerances: (resistor: Double, capacitor: Double, inductor: Double)? {
    get throws {
      guard let tolerance else { return nil }
      let standard = CircuitSimulation.Configuration()
      var result = (
        resistor: standard.resistorTolerance, capacitor: standard.capacitorTolerance,
        inductor: standard.inductorTolerance
      )
      for part in tolerance.split(separator: ",") {
        let sides = part.split(separator: "=", omittingEmptySubsequences: false)
        guard let last = sides.last, sides.count <= 2, let share = Self.share(last),
          (0..<0.5).contains(share)
        else {
          throw ValidationError(
            "--tolerance takes 5% or R=5%,C=10%,L=10%, each below 50%, got \"\(part)\"")
        }
        switch sides.count == 1 ? "" : sides[0].lowercased() {
        case "": result = (share, share, share)
        case "r": result.resistor = share
        case "c": result.capacitor = share
        case "l": result.inductor = share
        default:
          throw ValidationError("--tolerance knows R, C and L, got \"\(sides[0])\"")
        }
      }
      return result
    }
  }

  private static func share(_ text: Substring) -> Double? {
    text.last == "%" ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
  }
}

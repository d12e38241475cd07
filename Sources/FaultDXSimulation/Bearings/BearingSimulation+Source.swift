import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension BearingSimulation {
  /// The three parts of a recording, at the fine rate and each from random streams of its own, so
  /// that changing one leaves the others as they were.
  struct Source {
    let unit: BearingUnit
    let fault: BearingFault
    let severity: BearingSeverity
    let number: Int
    let frequencies: BearingFrequencies
    let slip: Double
    let sampleRate: Double
    let frames: Int

    /// Background: noise of the process, which rings in the same housing, and noise of the sensor.
    func noise() -> [Double] {
      var random = generator(.noise)
      var resonators = unit.resonances.map { Resonator($0, sampleRate: sampleRate) }
      var shaped = [Double](repeating: 0, count: frames)
      var white = [Double](repeating: 0, count: frames)
      for frame in 0..<frames {
        let push = random.normal()
        for mode in resonators.indices {
          resonators[mode].step()
          resonators[mode].strike(force: push)
          shaped[frame] += resonators[mode].imaginary
        }
        white[frame] = random.normal()
      }
      let shapedLevel = (shaped.reduce(0) { $0 + $1 * $1 } / Double(frames)).squareRoot()
      // White at the fine rate: a quarter of it is left below the Nyquist frequency.
      return zip(shaped, white).map { 0.7 * $0 / shapedLevel + 0.7 * $1 }
    }

    /// The housing's response to every strike; zero throughout without a fault.
    func impacts() -> [Double] {
      var result = [Double](repeating: 0, count: frames)
      let strikes = strikes()
      if strikes.isEmpty { return result }
      var resonators = unit.resonances.map { Resonator($0, sampleRate: sampleRate) }
      var next = 0
      for frame in 0..<frames {
        let time = Double(frame) / sampleRate
        for mode in resonators.indices { resonators[mode].step() }
        while next < strikes.count, strikes[next].time <= time {
          for mode in resonators.indices {
            resonators[mode].strike(force: strikes[next].force, age: time - strikes[next].time)
          }
          next += 1
        }
        for mode in resonators.indices { result[frame] += resonators[mode].imaginary }
      }
      return result
    }

    /// The shaft's own harmonics: imbalance and misalignment, which every bearing hears.
    func tones() -> [Double] {
      var random = generator(.tones)
      let phases = unit.tones.map { _ in random.uniform() }
      return (0..<frames).map { frame in
        let turns = frequencies.shaft * Double(frame) / sampleRate
        var sum = 0.0
        for (order, amplitude) in unit.tones.enumerated() {
          sum += amplitude * sin(2 * .pi * (Double(order + 1) * turns + phases[order]))
        }
        return sum
      }
    }

    /// When the defect is struck, and how hard.
    func strikes() -> [(time: Double, force: Double)] {
      guard let rate = frequencies.strikes(of: fault) else { return [] }
      var random = generator(.strikes)
      let place = random.uniform()
      var time = random.uniform() / rate
      var result: [(time: Double, force: Double)] = []
      while time < Double(frames) / sampleRate {
        let irregular = exp(severity.irregularity * random.normal())
        result.append((time, irregular * load(at: time, place: place, strike: result.count)))
        time += (1 + slip * random.normal()) / rate
      }
      return result
    }

    /// The load on the defect; `place` is where it was in its turn at time 0.
    ///
    /// Outside the load zone some is left: the inner race is pressed by the fit and its own
    /// imbalance, a ball by the cage and its centrifugal force.
    private func load(at time: Double, place: Double, strike: Int) -> Double {
      switch fault {
      case .normal: 0
      case .outerRace: 1
      case .innerRace: 0.1 + 0.9 * zone(turns: frequencies.shaft * time + place)
      case .ball:
        (0.25 + 0.75 * zone(turns: frequencies.ftf * time + place))
          * (strike.isMultiple(of: 2) ? 1 : unit.innerStrike)
      }
    }

    /// Stribeck's law: the load at an angle to its direction, 0 to 1.
    private func zone(turns: Double) -> Double {
      let inside = 1 - (1 - cos(2 * .pi * turns)) / (2 * unit.loadZone)
      return inside > 0 ? inside * inside.squareRoot() : 0
    }

    private enum Part: UInt64 {
      case noise = 1
      case strikes
      case tones
    }

    private func generator(_ part: Part) -> CounterGenerator {
      CounterGenerator(
        seed: unit.seed, stream: unit.index, substream: UInt64(number) << 8 | part.rawValue)
    }
  }
}

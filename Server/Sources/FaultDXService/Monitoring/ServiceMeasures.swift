import CoreMetrics
import Metrics

/// What a service counts.
struct ServiceMeasures: Sendable {
  let samples = Counter(label: "faultdx_samples_total")
  let windows = Counter(label: "faultdx_windows_total")
  let events = Counter(label: "faultdx_events_total")
  let batches = Counter(label: "faultdx_batches_total")
  let recordings = Counter(label: "faultdx_recordings_total")
  let streams = Gauge(label: "faultdx_streams")

  func took(samples: Int, windows: Int, events: Int) {
    self.samples.increment(by: samples)
    self.windows.increment(by: windows)
    if events > 0 { self.events.increment(by: events) }
    batches.increment()
  }
}

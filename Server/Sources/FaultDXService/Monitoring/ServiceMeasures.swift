import CoreMetrics
import Metrics

/// What a service counts.
public struct ServiceMeasures: Sendable {
  /// What the names mean, for those who look at them in Prometheus.
  public static let help = [
    "faultdx_samples_total": "Samples of all streams and channels that were kept.",
    "faultdx_windows_total": "Windows that models answered for.",
    "faultdx_events_total": "Events of streams.",
    "faultdx_batches_total": "Requests whose samples were kept.",
    "faultdx_recordings_total": "Recordings that were diagnosed whole.",
    "faultdx_streams": "Sensors that have a stream.",
    "faultdx_commits_total": "Transactions of the store.",
    "faultdx_commit_seconds": "How long a transaction took, with the disk.",
    "faultdx_model_changes_total":
      "Models that were replaced, added, removed or refused when read again.",
    "faultdx_certificate_expiry_timestamp_seconds":
      "When the certificate ends, in seconds since 1970.",
    "faultdx_http_requests_total": "Requests by method, route and status.",
    "faultdx_http_request_seconds": "How long requests took, by route, without their bodies' way.",
  ]

  let samples = Counter(label: "faultdx_samples_total")
  let windows = Counter(label: "faultdx_windows_total")
  let events = Counter(label: "faultdx_events_total")
  let batches = Counter(label: "faultdx_batches_total")
  let recordings = Counter(label: "faultdx_recordings_total")
  let streams = Gauge(label: "faultdx_streams")

  func reloaded(_ change: ModelShelf.Change) {
    if change == .same { return }
    Counter(label: "faultdx_model_changes_total", dimensions: [("change", change.name)])
      .increment()
  }

  func took(samples: Int, windows: Int, events: Int) {
    self.samples.increment(by: samples)
    self.windows.increment(by: windows)
    if events > 0 { self.events.increment(by: events) }
    batches.increment()
  }
}

import ArgumentParser

/// What results of recordings look like.
enum ResultFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, ndjson, csv
}

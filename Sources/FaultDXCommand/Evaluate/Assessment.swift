import FaultDX
import FaultDXEvaluation
import FaultDXStorage

/// A model measured on labelled recordings: by window and by recording.
struct Assessment {
  /// One labelled recording and what the model said of it.
  struct Item {
    var file: String
    var name: String
    var group: String?
    /// What is drawn together with it: the physical unit, or the recording.
    var unit: String
    var truth: Int
    var diagnosis: Diagnosis
    /// The index of the recording's verdict among the labels.
    var predicted: Int
    /// What its samples are, whatever the file is called.
    var fingerprint: UInt64
  }

  static let schema = "faultdx.evaluation/1"

  let labels: [String]
  let items: [Item]
  let windows: ConfusionMatrix
  let recordings: ConfusionMatrix

  /// Diagnoses every recording; all of them must be labelled with a class of the model.
  ///
  /// - Parameter units: What is drawn together; the physical unit or recording unless said otherwise.
  init(
    of recordings: [Recording], units: [String]? = nil, by diagnoser: Diagnoser,
    parallelism: Parallelism
  ) throws {
    let labels = diagnoser.model.labels
    let truths = try recordings.map { recording in
      guard let label = recording.label else {
        throw CommandFailure(
          "\(recording.identity) has no label; evaluation needs labelled recordings")
      }
      guard let truth = labels.firstIndex(of: label) else {
        throw CommandFailure(
          "\(recording.identity) is labelled \"\(label)\", which is not a class of the model "
            + "(\(labels.joined(separator: ", ")))")
      }
      return truth
    }
    let diagnoses = diagnoser.diagnose(all: recordings, parallelism: parallelism)
    var windows = ConfusionMatrix(labels: labels)
    var whole = ConfusionMatrix(labels: labels)
    var items: [Item] = []
    let units = units ?? recordings.map(\.unit)
    for ((recording, unit), (truth, result)) in zip(zip(recordings, units), zip(truths, diagnoses))
    {
      let diagnosis = try result.get()
      let predicted = labels.firstIndex(of: diagnosis.label) ?? 0
      for window in diagnosis.windows { windows.add(truth: truth, predicted: window.predicted) }
      whole.add(truth: truth, predicted: predicted)
      items.append(
        Item(
          file: recording.file, name: recording.name, group: recording.group, unit: unit,
          truth: truth,
          diagnosis: diagnosis, predicted: predicted, fingerprint: recording.fingerprint))
    }
    self.labels = labels
    self.items = items
    self.windows = windows
    self.recordings = whole
  }

  /// scikit-learn's `classification_report` on the windows, byte for byte.
  var report: String { ClassificationReport(windows).text() }

  /// The members of `faultdx.evaluation/1`.
  func json(_ comparison: Comparison) -> JSONObject {
    var members: JSONObject = [
      "schema": .string(Self.schema),
      "labels": .array(labels.map { .string($0) }),
    ]
    for member in comparison.json { members[member.key] = member.value }
    members["predictions"] = predictions
    return members
  }

  private var predictions: JSON {
    .array(
      items.map { item in
        var members: JSONObject = [
          "file": .string(item.file), "recording": .string(item.name),
          "label": .string(labels[item.truth]),
          "predicted": .string(item.diagnosis.label),
          "confidence": .number(item.diagnosis.confidence),
          "votes": .array(item.diagnosis.votes.map { .integer($0) }),
        ]
        if let group = item.group { members["group"] = .string(group) }
        members["fingerprint"] = .string(String(item.fingerprint, radix: 16))
        return .object(members)
      })
  }

  /// The confusion matrix of the windows for spreadsheets: a true class a row.
  var confusionCSV: String { windows.csv }
}

extension ConfusionMatrix {
  /// The matrix for spreadsheets: a true class a row.
  var csv: String {
    let header = ["true \\ predicted"] + labels
    let rows = zip(labels, counts).map { [$0] + $1.map(String.init) }
    return ([header] + rows).map { $0.map(CSVField.quoted).joined(separator: ",") + "\n" }.joined()
  }
}

import Testing

@testable import FaultDX

/// What programs are told of an event: words and members that must not change.
struct EventDocumentTests {
  private static func event(_ kind: StreamEvent.Kind, model: Int? = 1) -> StreamEvent {
    StreamEvent(
      sequence: 7, kind: kind, model: model, position: 4096, time: 1.5, confidence: 0.75,
      distance: nil)
  }

  @Test(
    arguments: [
      (.raised(label: "inner"), "raised", #""label":"inner""#),
      (.changed(from: "inner", to: "outer"), "changed", #""label":"outer","from":"inner""#),
      (.cleared(from: "outer"), "cleared", #""from":"outer""#),
      (.cleared(from: nil), "cleared", #""from":"unknown""#),
      (.unknown(nearest: "ball"), "unknown", #""nearest":"ball""#),
      (
        .invalidInput(.constant(channel: 0, value: 0)), "invalid_input",
        #""reason":"channel 0 is constant (0.0 throughout)""#
      ),
      (
        .invalidInput(nil), "invalid_input", #""reason":"the network's answer is not a number""#
      ),
    ] as [(StreamEvent.Kind, String, String)])
  func `an event of a model is told with what belongs to its kind`(
    kind: StreamEvent.Kind, name: String, members: String
  ) {
    #expect(kind.name == name)
    #expect(
      Self.event(kind).json(sensor: "pump 7", model: "drive end").serialized()
        == #"{"sensor":"pump 7","sequence":7,"kind":"\#(name)",\#(members),"position":4096,"#
        + #""time":1.5,"model":"drive end","confidence":0.75,"distance":null}"#)
  }

  @Test(
    arguments: [
      (.missing(frames: 12), #""missing":12"#),
      (.counterRestarted(from: 99), #""counterRestartedAt":99"#),
      (.clockJumped(seconds: -2.5), #""clockJumped":-2.5"#),
    ] as [(StreamGap, String)])
  func `a gap names no model`(gap: StreamGap, members: String) {
    #expect(
      Self.event(.gap(gap), model: nil).json().serialized()
        == #"{"sequence":7,"kind":"gap",\#(members),"position":4096,"time":1.5}"#)
  }

  @Test func `without a name the model is its number`() {
    #expect(
      Self.event(.validInput).json().serialized()
        == #"{"sequence":7,"kind":"valid_input","position":4096,"time":1.5,"model":1,"#
        + #""confidence":0.75,"distance":null}"#)
  }
}

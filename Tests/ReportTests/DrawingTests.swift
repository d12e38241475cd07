import FaultDXEvaluation
import FaultDXStorage
import Testing

@testable import FaultDXReport

@Suite struct DrawingTests {
  @Test(
    arguments: [
      (0.0, 1.0, 6, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (0, 100, 5, ["0", "20", "40", "60", "80", "100"]),
      (-10, 10, 4, ["-10", "-5", "0", "5", "10"]),
      // Steps of 5 would leave 0 alone.
      (-3.9, 3.7, 3, ["-2", "0", "2"]), (0.6, 1.4, 1, ["1"]),
      (0.003, 0.0041, 3, ["0.0030", "0.0035", "0.0040"]),
      (2, 2, 3, ["2"]), (1e15, 1e15 + 4, 3, ["1000000000000000", "1000000000000004"]),
    ] as [(Double, Double, Int, [String])])
  func `ticks are round numbers`(low: Double, high: Double, most: Int, texts: [String]) {
    let ticks = Ticks(in: low...high, atMost: most)
    #expect(ticks.values.count == texts.count)
    if low < 1e12 { #expect(ticks.texts == texts) }
  }

  @Test(arguments: [
    (0.0, "0"), (1234.5, "1235"), (0.01234, "0.0123"), (-0.5, "-0.500"), (1.5e-7, "1.50e-7"),
    (2e9, "2.00e9"), (.nan, "–"), (-.infinity, "–"),
  ])
  func `numbers have the digits that count`(value: Double, text: String) {
    #expect(NumberText.significant(value) == text)
  }

  @Test func `places in drawings are short and never minus nothing`() {
    #expect(
      [1.0, 1.5, -0.001, 12.3456, 0.1].map(NumberText.coordinate) == [
        "1", "1.5", "0", "12.35", "0.1",
      ])
  }

  @Test func `reducing a trace keeps every peak`() {
    var samples = [Float](repeating: 0, count: 1_000_003)
    for (index, place) in stride(from: 1, to: samples.count, by: 99_991).enumerated() {
      samples[place] = index % 2 == 0 ? 5 : -7
    }
    samples[17] = .nan
    let trace = PeakEnvelope(samples, pairs: 300)
    #expect(trace.minimum.count == 300 && trace.count == samples.count && !trace.isWhole)
    #expect(trace.maximum.count { $0 == 5 } + trace.minimum.count { $0 == -7 } == 11)
    #expect(trace.reduced(to: 7).maximum.max() == 5)
    #expect(PeakEnvelope([1, 2, 3]).isWhole)
    #expect(PeakEnvelope([]).minimum.isEmpty)
  }

  @Test func `colours of rising numbers get lighter`() {
    let light = stride(from: 0.0, through: 1, by: 0.05).map { share -> Int in
      let digits = ColourMap.colour(share).dropFirst()
      let parts = stride(from: 0, to: 6, by: 2).map { place -> Int in
        let start = digits.index(digits.startIndex, offsetBy: place)
        return Int(digits[start...].prefix(2), radix: 16) ?? -1
      }
      return 299 * parts[0] + 587 * parts[1] + 114 * parts[2]
    }
    #expect(light == light.sorted())
    #expect(ColourMap.colour(.nan) == ColourMap.colour(0))
  }

  private static let figures: [any Figure] = {
    let odd: [(x: Double, y: Double)] = [(0, .nan), (1, .infinity), (2, 3), (2, 3)]
    let names = SampleRecords.hostile
    return [
      LineChart(
        name: "odd", title: names[0], summary: names[1], x: Axis(names[2], unit: "Hz"),
        y: Axis(names[3]), series: [.init(names[0], odd), .init("", [])],
        marks: [.init(names[1], at: 2), .init("out", at: 99)]),
      LineChart(
        name: "empty", title: "", summary: "", x: Axis(""), y: Axis("", unit: "s"), series: []),
      LineChart(
        name: "level", title: "", summary: "", x: Axis("x", unit: "s"), y: Axis("y"),
        series: [.init("level", (0..<9000).map { (Double($0), 1e-9) }, form: .thin)]),
      ConfusionFigure(
        name: "none", title: names[0], matrix: ConfusionMatrix(labels: names)),
      ConfusionFigure(
        name: "one", title: "", matrix: ConfusionMatrix(labels: ["a"], counts: [[1 << 40]])),
      BarsFigure(
        name: "bars", title: "", summary: "", series: ["a", "b"],
        groups: names.map { ($0, [nil, .nan]) }),
      IntervalFigure(
        name: "intervals", title: "", summary: "", axis: Axis("x", unit: "%"),
        rows: names.map { .init($0, .nan, bounds: -1...2) }),
      WaveformFigure(
        name: "nothing", title: "", summary: "", channels: [], extent: 0...0,
        strips: [.init(names[2], []), .init("nan", [.nan])]),
      WaveformFigure(
        name: "level-trace", title: "", summary: "",
        channels: [(names[0], PeakEnvelope([Float](repeating: 1, count: 5)))], extent: 0...1),
      TimelineFigure(
        name: "times", title: "", spans: [.init(0...0, nil), .init(0...0, names[0])],
        labels: names),
      KurtogramFigure(summary: "", levels: [.init("0", [.nan]), .init("1", [])], highest: 0),
      KurtogramFigure(
        summary: "", levels: [.init("0", [3]), .init("1", [1, 4])], highest: 6000,
        chosen: (3000...6000, 1)),
      EstimateFigure(
        name: "estimates", title: "", summary: "", quantity: Axis("x"),
        points: [.init(truth: .nan, estimate: 1), .init(truth: 1, estimate: 1)]),
    ]
  }()

  @Test(arguments: [960.0, 340], figures.indices)
  func `a figure of anything is well-formed and has no place that is no number`(
    width: Double, index: Int
  ) {
    let figure = Self.figures[index]
    let svg = figure.svg(width: width)
    let drawing = Wellformed(svg)
    #expect(drawing.problem == nil)
    #expect(drawing.elements.first == "svg" && drawing.elements.contains("desc"))
    #expect(!svg.contains("nan") || svg.contains(">nan<"))
    #expect(!svg.contains("\"–\"") && !svg.contains("inf\""))
    #expect(figure.json["columns"]?.arrayValue?.isEmpty == false)
  }

  @Test func `a bar and a row have the numbers that they show`() {
    let matrix = ConfusionMatrix(labels: ["a", "b"], counts: [[3, 1], [0, 4]])
    let figure = ConfusionFigure(name: "m", title: "m", matrix: matrix)
    #expect(
      figure.json["rows"] == [["a", 3, 1, 0.75], ["b", 0, 4, 1.0]])
    #expect(figure.summary.contains("7 of 8 windows"))
    #expect(figure.summary.contains("a taken for b, 1 of 4"))
    let words = Wellformed(figure.svg()).words
    #expect(words.contains("75 %") && words.contains("25 %"))
  }

  @Test func `names of marks stand in rows of their own where they would meet`() {
    let chart = LineChart(
      name: "marks", title: "", summary: "", x: Axis("f", unit: "Hz", range: 0...500), y: Axis(""),
      series: [.init("", [(0, 0), (500, 1)])],
      marks: (0..<12).map { .init("BPFO \($0)", at: 100 + Double($0)) })
    let words = Wellformed(chart.svg(width: 340)).words
    // Four rows; the others are lines alone, and in the table.
    #expect((0..<12).count { words.contains("BPFO \($0)") } < 12)
    #expect(chart.table.rows.count { $0[0].text.hasPrefix("BPFO") } == 12)
  }
}

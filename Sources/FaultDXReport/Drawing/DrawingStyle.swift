/// How drawings look, on a page and alone: colours by their purpose, light and dark.
///
/// The six colours of series are told apart by people who see colours differently (M. Okabe, K. Ito, "Color universal
/// design", 2008); their lighter kin stand on dark ground.
enum DrawingStyle {
  static let sheet = Markup.StaticText(
    """
    :root{color-scheme:light dark;--ground:#ffffff;--text:#16191d;--muted:#59616b;--grid:#e3e6ea;--axis:#8a929c;\
    --good:#0072b2;--bad:#d55e00;--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#b0568a;--c4:#a87200;--c5:#3a8fc4}
    """,
    """
    @media screen and (prefers-color-scheme:dark){:root{--ground:#15181c;--text:#e7eaee;--muted:#a3abb5;--grid:#2c3138;\
    --axis:#6c7580;--good:#5aaee8;--bad:#f0904c;--c0:#5aaee8;--c1:#f0904c;--c2:#3cc9a0;--c3:#dd8fbd;--c4:#e6b23c;\
    --c5:#8fd0f5}}
    """,
    """
    svg text{font-family:system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif;font-size:12px;fill:var(--text);\
    unicode-bidi:isolate}
    svg .m{fill:var(--muted)}svg .b{font-weight:600}svg .s{font-size:11px}
    svg .axis{stroke:var(--axis);stroke-width:1;fill:none}svg .grid{stroke:var(--grid);stroke-width:1;fill:none}
    """,
    """
    svg .l0,svg .l1,svg .l2,svg .l3,svg .l4,svg .l5,svg .lm{fill:none;stroke-width:1.8;stroke-linejoin:round;\
    stroke-linecap:round}svg .thin{stroke-width:.8}svg .dash{stroke-dasharray:5 4}
    svg .l0{stroke:var(--c0)}svg .l1{stroke:var(--c1)}svg .l2{stroke:var(--c2)}svg .l3{stroke:var(--c3)}
    svg .l4{stroke:var(--c4)}svg .l5{stroke:var(--c5)}svg .lm{stroke:var(--muted)}
    svg .f0{fill:var(--c0)}svg .f1{fill:var(--c1)}svg .f2{fill:var(--c2)}svg .f3{fill:var(--c3)}
    svg .f4{fill:var(--c4)}svg .f5{fill:var(--c5)}svg .fm{fill:var(--muted)}
    svg .good{fill:var(--good)}svg .bad{fill:var(--bad)}svg .soft{fill-opacity:.18}svg .empty{fill:var(--grid)}
    """,
    """
    svg .crisp{shape-rendering:crispEdges}svg .ring{fill:none;stroke:var(--text);stroke-width:1.5}
    """)

  /// How many colours of series there are; after them they are dashed.
  static let colours = 6

  /// The class of the line of a series.
  static func line(_ index: Int) -> String {
    "l\(index % colours)" + (index >= colours ? " dash" : "")
  }

  /// The class of a filled shape of a series.
  static func fill(_ index: Int) -> String { "f\(index % colours)" }
}

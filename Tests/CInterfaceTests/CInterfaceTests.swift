import FaultDX
import FaultDXTestSupport
import Foundation
import Testing

/// The header, the library behind it, and programs in C and Python that use it.
struct CInterfaceTests {
  private static let gcc = CLibrary.tool("gcc") ?? CLibrary.tool("cc")
  private static let cplusplus = CLibrary.tool("g++") ?? CLibrary.tool("c++")
  private static let python = CLibrary.tool("python3").flatMap { path in
    (try? CLibrary.run(path, ["-c", "import numpy"]))?.status == 0 ? path : nil
  }

  /// The events in a program's output, counted, so that what is printed of each does not matter.
  private func counted(_ output: String) -> String {
    var lines: [String] = []
    var events = 0
    for line in output.split(separator: "\n") {
      if line.hasPrefix("event ") { events += 1 } else { lines.append(String(line)) }
    }
    lines.insert("\(events) events", at: max(0, lines.count - 1))
    return lines.joined(separator: "\n") + "\n"
  }

  @Test(
    .enabled(if: gcc != nil && cplusplus != nil, "no C and C++ compilers"),
    arguments: ["c11", "c17", "c++17", "c++20"])
  func `the header is clean, and used alone`(standard: String) throws {
    let bench = try Bench()
    defer { bench.remove() }
    let compiler = try #require(standard.hasPrefix("c++") ? Self.cplusplus : Self.gcc)
    // A compiler of C++ takes a file for what its name says.
    let source =
      "\(bench.folder)/header.\(standard.hasPrefix("c++") ? "cpp" : "c")"
    try FileManager.default.copyItem(
      atPath: Repository.fixture("c-interface/header.c"), toPath: source)
    let program = "\(bench.folder)/header"
    let built = try CLibrary.build(source, with: compiler, standard: standard, to: program)
    #expect(built.status == 0, "\(built.output)")
    let ran = try CLibrary.run(program, [])
    #expect(ran.status == 0, "\(ran.output)")
  }

  @Test(.enabled(if: CLibrary.tool("nm") != nil, "no nm"))
  func `the library has every function of the header`() throws {
    let nm = try #require(CLibrary.tool("nm"))
    let names = try CLibrary.run(nm, ["-D", "--defined-only", CLibrary.path]).output
    let exported = Set(
      names.split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) }
        .filter { $0.hasPrefix("faultdx_") })
    let header = try String(contentsOfFile: CLibrary.header + "/faultdx.h", encoding: .utf8)
    let code = header.replacing(/\/\*(.|\n)*?\*\//, with: "")
    let declared = Set(code.matches(of: /(faultdx_[a-z_]+)\(/).map { String($0.output.1) })
    #expect(exported == declared)
    #expect(declared.count > 20)
  }

  @Test(.enabled(if: gcc != nil, "no C compiler"))
  func `the example in C says what Swift says`() throws {
    let bench = try Bench()
    defer { bench.remove() }
    let program = "\(bench.folder)/diagnose"
    let built = try CLibrary.build(
      "\(Repository.root)/examples/c/diagnose.c", with: try #require(Self.gcc), standard: "c11",
      to: program)
    #expect(built.status == 0, "\(built.output)")
    let ran = try CLibrary.run(program, [bench.modelFile, bench.samplesFile, "12000"])
    #expect(ran.status == 0)
    #expect(try counted(ran.output) == bench.expectation(), "\(ran.output)")
    let missing = try CLibrary.run(program, ["/nowhere", bench.samplesFile, "12000"])
    #expect(missing.status == 1 && missing.output.contains("/nowhere"))
  }

  @Test(.enabled(if: python != nil, "no Python with NumPy"))
  func `the example in Python says what Swift says`() throws {
    let bench = try Bench()
    defer { bench.remove() }
    let ran = try CLibrary.run(
      try #require(Self.python),
      [
        "\(Repository.root)/examples/python/diagnose.py", bench.modelFile, bench.samplesFile,
        "12000",
      ],
      environment: [
        "PYTHONPATH": "\(Repository.root)/python/src", "FAULTDX_LIBRARY": CLibrary.path,
        "PYTHONDONTWRITEBYTECODE": "1",
      ])
    #expect(ran.status == 0)
    #expect(try counted(ran.output) == bench.expectation(), "\(ran.output)")
  }

  @Test(.enabled(if: python != nil, "no Python with NumPy"))
  func `the Python package takes arrays as they are and refuses what it must`() throws {
    let bench = try Bench()
    defer { bench.remove() }
    let ran = try CLibrary.run(
      try #require(Self.python),
      [Repository.fixture("c-interface/package.py"), bench.modelFile, bench.samplesFile],
      environment: [
        "PYTHONPATH": "\(Repository.root)/python/src", "FAULTDX_LIBRARY": CLibrary.path,
        "PYTHONDONTWRITEBYTECODE": "1",
      ])
    #expect(ran.status == 0, "\(ran.output)")
  }

  @Test(.enabled(if: gcc != nil, "no C compiler"), arguments: [1, 2])
  func `hostile arguments never trap`(seed: Int) throws {
    let bench = try Bench()
    defer { bench.remove() }
    let program = "\(bench.folder)/fuzz"
    let built = try CLibrary.build(
      Repository.fixture("c-interface/fuzz.c"), with: try #require(Self.gcc), standard: "c11",
      to: program)
    #expect(built.status == 0, "\(built.output)")
    let ran = try CLibrary.run(
      program, [bench.modelFile, "1500", "\(seed)"],
      environment: ["SWIFT_BACKTRACE": "enable=no"])
    #expect(ran.status == 0, "\(ran.output)")
  }
}

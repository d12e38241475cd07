import Testing

struct HelpTests {
  @Test(arguments: [
    ["train"], ["finetune"], ["adapt"], ["crossval"], ["ablate"], ["audit"], ["classify"],
    ["explain"], ["bearings"], ["watch"],
    ["evaluate"], ["report"], ["compare"],
    ["noise-sweep"],
    ["info"],
    ["simulate", "bearing"], ["simulate", "circuit"], ["ambiguity"], ["convert"], ["segment"],
    ["dataset", "list"], ["dataset", "info"],
    ["dataset", "check"], ["dataset", "fetch"],
  ])
  func `every command explains itself with examples`(command: [String]) throws {
    let help = try Faultdx.run(command + ["--help"], in: try Folder())
    #expect(help.status == 0)
    #expect(help.errors.isEmpty)
    #expect(help.output.contains("USAGE: faultdx \(command.joined(separator: " "))"))
    #expect(help.output.contains("EXAMPLES:\n"))
    for option in ["--threads", "--seed", "--quiet", "--verbose", "--help"] {
      #expect(help.output.contains(option), "\(option)")
    }
  }

  @Test func `the first help names every command and every exit code`() throws {
    for arguments in [["--help"], ["help"], []] {
      let help = try Faultdx.run(arguments, in: try Folder())
      #expect(help.status == 0)
      for word in [
        "train", "finetune", "adapt", "crossval", "ablate", "audit", "classify", "explain",
        "bearings", "watch",
        "evaluate",
        "report", "noise-sweep",
        "info",
        "convert",
        "segment",
        "dataset",
        "simulate", "64",
        "65", "66", "70", "73", "74",
        "130", "143",
      ] { #expect(help.output.contains(word), "\(word)") }
    }
  }

  @Test func `the version is one line`() throws {
    let version = try Faultdx.run(["--version"], in: try Folder())
    #expect(version.status == 0)
    #expect(version.output.wholeMatch(of: /faultdx \d+\.\d+\.\d+\n/) != nil)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `shells get completions`(shell: String) throws {
    let script = try Faultdx.run(["--generate-completion-script", shell], in: try Folder())
    #expect(script.status == 0)
    for word in ["classify", "weight-averaging", "ndjson"] {
      #expect(script.output.contains(word), "\(word)")
    }
  }
}

import FaultDXStorage
import FaultDXTestSupport
import Foundation
import Testing

struct DatasetTests {
  @Test func `data sets are listed and described`() throws {
    let folder = try Folder()
    let list = try Faultdx.run(["dataset", "list"], in: folder)
    #expect(list.status == 0)
    for name in [
      "cwru-12k-drive-end", "cwru-12k-fan-end", "cwru-48k-drive-end", "mfpt", "paderborn",
    ] { #expect(list.output.contains(name), "\(name)") }
    let info = try Faultdx.run(["dataset", "info", "paderborn"], in: folder)
    #expect(info.output.contains("CC BY-NC 4.0"))
    #expect(info.output.contains("32 physical bearings"))
    let unknown = try Faultdx.run(["dataset", "info", "nobody"], in: folder)
    #expect(unknown.status == 64)
    #expect(
      unknown.errors.contains("there is no data set \"nobody\"; there are cwru-12k-drive-end"))
  }

  @Test func `a folder is checked file by file`() throws {
    let folder = try Folder()
    let good = try Data(DurableFile.read(Repository.fixture("io/matlab/105.mat")))
    try folder.write(good, to: "set/105.mat")
    let check = try Faultdx.run(["dataset", "check", "set"], in: folder)
    #expect(check.output == "cwru-12k-drive-end: 1 of 64 files good, 63 missing, 0 damaged\n")
    #expect(check.status == 0)
    try folder.write(good.prefix(good.count / 2), to: "set/106.mat")
    let damaged = try Faultdx.run(["dataset", "check", "set"], in: folder)
    #expect(damaged.status == 65)
    #expect(damaged.output.hasPrefix("set/106.mat: "))
    #expect(damaged.output.hasSuffix("1 of 64 files good, 62 missing, 1 damaged\n"))
    let empty = try Faultdx.run(["dataset", "check", "."], in: folder)
    #expect(empty.status == 66)
  }

  @Test(.enabled(if: LocalServer.isAvailable, "python3 and curl are needed"))
  func `a broken transfer goes on where it stopped, and the archive is unpacked`() throws {
    let folder = try Folder()
    let archive = "MFPT-Fault-Data-Sets-20200227T131140Z-001.zip"
    let bytes = try Data(DurableFile.read(Repository.fixture("readers/zip/classes.zip")))
    try folder.write(bytes, to: "served/\(archive)")
    let server = try LocalServer(folder.path("served"), log: folder.path("log"))
    try folder.write(bytes.prefix(100), to: "got/\(archive).part")
    let arguments = ["dataset", "fetch", "mfpt", "--mirror", server.address, "--output", "got"]
    let fetch = try Faultdx.run(arguments, in: folder)
    #expect(fetch.status == 0, "\(fetch.errors)")
    #expect(try folder.text("log") == "/\(archive) from 100\n")
    #expect(try folder.bytes("got/\(archive)") == bytes)
    #expect(try folder.text("got/set/ball/1.csv").hasPrefix("x\n"))
    #expect(try folder.text("got/manifest.csv").contains("baseline_1.mat,normal,97656,"))
    // What is there is not fetched again.
    #expect(try Faultdx.run(arguments, in: folder).status == 0)
    #expect(try folder.text("log") == "/\(archive) from 100\n")
  }

  @Test(.enabled(if: LocalServer.isAvailable, "python3 and curl are needed"))
  func `what cannot be fetched is an error that names the address`() throws {
    let folder = try Folder()
    try folder.write("", to: "served/nothing")
    let server = try LocalServer(folder.path("served"), log: folder.path("log"))
    let fetch = try Faultdx.run(
      ["dataset", "fetch", "cwru-12k-fan-end", "--mirror", server.address], in: folder)
    #expect(fetch.status == 74)
    #expect(fetch.errors.contains("\(server.address)97.mat: curl gave up with status 22;"))
    let bare = try Faultdx.run(
      ["dataset", "fetch", "cwru-12k-fan-end", "--mirror", server.address], in: folder,
      environment: ["PATH": folder.path("nothing")])
    #expect(bare.status == 70)
    #expect(bare.errors.contains("curl is not there and is needed to fetch files"))
  }
}

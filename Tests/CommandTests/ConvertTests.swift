import Foundation
import Testing

struct ConvertTests {
  private static let table = """
    # sample_rate: 1000
    recording,group,label,speed_rpm,x,y
    a,g1,ball,1797,0.1,-2
    a,g1,ball,1797,0.3,4e-7
    a,g1,ball,1797,0.5,7
    b,g2,normal,1772,1,2
    b,g2,normal,1772,3,4
    b,g2,normal,1772,5,6

    """

  @Test func `a table becomes an archive of arrays and a table again`() throws {
    let folder = try Folder()
    try folder.write(Self.table, to: "in.csv")
    let there = try Faultdx.run(
      ["convert", "in.csv", "--output", "all.npz", "--allow-loss"], in: folder)
    #expect(there.status == 0, "\(there.errors)")
    #expect(there.errors.contains("left out: the names of channels"))
    let back = try Faultdx.run(["convert", "all.npz", "--output", "back.csv"], in: folder)
    #expect(back.status == 0, "\(back.errors)")
    let lines = try folder.text("back.csv").split(separator: "\n")
    #expect(lines[0] == "# sample_rate: 1000")
    #expect(lines[1] == "recording,label,group,speed_rpm,channel 1,channel 2")
    #expect(lines[3] == "a,ball,g1,1797,0.3,4e-07")
    #expect(lines.count == 8)
  }

  @Test func `nothing is dropped that nobody said may be dropped`() throws {
    let folder = try Folder()
    try folder.write(Self.table, to: "in.csv")
    let refused = try Faultdx.run(["convert", "in.csv", "--output", "all.npy"], in: folder)
    #expect(refused.status == 64)
    #expect(
      refused.errors.contains(
        "a npy file cannot keep labels, nor groups, nor shaft speeds, nor sampling rates, nor the names of "
          + "channels"))
    #expect(try folder.contents() == ["in.csv"])
    let unnamed = try Faultdx.run(["convert", "in.csv", "--output", "all"], in: folder)
    #expect(unnamed.status == 64)
    #expect(unnamed.errors.contains("give --to (csv, wav, npy, npz)"))
  }

  @Test func `a folder gets a file for each recording and a manifest`() throws {
    let folder = try Folder()
    try folder.write(Self.table, to: "in.csv")
    let run = try Faultdx.run(
      [
        "convert", "in.csv", "--to", "wav", "--channel", "x", "--allow-loss", "--output", "sounds/",
      ],
      in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      try folder.contents() == [
        "in.csv", "sounds", "sounds/in_a.wav", "sounds/in_b.wav", "sounds/manifest.csv",
      ])
    #expect(
      try folder.text("sounds/manifest.csv") == """
        file,label,rate,group,speed_rpm,source
        in_a.wav,ball,1000,g1,1797,in.csv#a
        in_b.wav,normal,1000,g2,1772,in.csv#b

        """)
    let again = try Faultdx.run(
      ["convert", "in.csv", "--to", "wav", "--allow-loss", "--output", "sounds/"], in: folder)
    #expect(again.status == 73)
    #expect(again.errors.contains("expected an empty folder or none, found files in it"))
  }

  @Test func `windows say where they came from`() throws {
    let folder = try Folder()
    try folder.write("# sample_rate: 500\nx\n1\n2\n3\n4\n5\n6\n7\n", to: "pump.csv")
    let run = try Faultdx.run(
      ["segment", "pump.csv", "--window", "3", "--hop", "2", "--output", "windows.csv"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      try folder.text("windows.csv") == """
        # sample_rate: 500
        recording,group,s0,s1,s2
        pump.csv@0,pump.csv,1.0,2.0,3.0
        pump.csv@2,pump.csv,3.0,4.0,5.0
        pump.csv@4,pump.csv,5.0,6.0,7.0

        """)
    let files = try Faultdx.run(
      ["segment", "pump.csv", "--window", "3", "--to", "npy", "--output", "windows/"], in: folder)
    #expect(files.status == 0, "\(files.errors)")
    #expect(
      try folder.text("windows/manifest.csv") == """
        file,rate,group,source,start
        pump@0.npy,500,pump.csv,pump.csv,0
        pump@3.npy,500,pump.csv,pump.csv,3

        """)
    let none = try Faultdx.run(
      ["segment", "pump.csv", "--window", "8", "--output", "windows.csv"], in: folder)
    #expect(none.status == 65)
    #expect(none.errors.contains("no recording has 8 samples, so there is no window"))
  }
}

import FaultDXStorage
import Foundation
import Synchronization
import Testing

struct DurableFileTests {
  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 1_000_003])
  func `what is written is read back`(count: Int) throws {
    let folder = try TemporaryFolder()
    var generator = SplitMix(state: UInt64(count))
    let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    try DurableFile.write(bytes, to: folder.path("a"))
    #expect(try DurableFile.read(folder.path("a")) == bytes)
    #expect(try folder.contents() == ["a"])
  }

  @Test func `replaces what is there and leaves nothing else`() throws {
    let folder = try TemporaryFolder()
    try DurableFile.write("old and long", to: folder.path("a"))
    try DurableFile.write("new", to: folder.path("a"))
    #expect(try DurableFile.read(folder.path("a")) == Array("new".utf8))
    #expect(try folder.contents() == ["a"])
  }

  @Test func `whether a file could be written is found out without a trace`() throws {
    let folder = try TemporaryFolder()
    try DurableFile.write("kept", to: folder.path("a"))
    try DurableFile.checkWritable(folder.path("a"))
    try DurableFile.checkWritable(folder.path("b"))
    try DurableFile.checkWritable("/dev/null")
    #expect(try DurableFile.read(folder.path("a")) == Array("kept".utf8))
    #expect(try folder.contents() == ["a"])
    for path in ["", folder.root, folder.path("a/b"), folder.path("none/a"), folder.path("a/")] {
      #expect(throws: FileError.self, "\(path)") { try DurableFile.checkWritable(path) }
      #expect(throws: FileError.self, "\(path)") { try DurableFile.write("x", to: path) }
    }
  }

  @Test func `only what killed writers left is cleared away`() throws {
    let folder = try TemporaryFolder()
    for name in [".faultdx-1a2b.tmp", ".faultdx-zz.tmp", ".faultdx", "a.tmp", "faultdx-1.tmp"] {
      try DurableFile.write("x", to: folder.path(name))
    }
    DurableFile.removeLeftovers(in: folder.root)
    #expect(try folder.contents() == [".faultdx", "a.tmp", "faultdx-1.tmp"])
    DurableFile.removeLeftovers(in: folder.path("none"))
  }

  @Test func `a new file gets 0666 less the umask, a replaced one keeps its permissions`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a")
    func permissions() throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    try DurableFile.write("1", to: path)
    let plain = folder.path("plain")
    #expect(FileManager.default.createFile(atPath: plain, contents: nil))
    let mask = umask(0o022)
    umask(mask)
    #expect(try permissions() == Int(0o666 & ~mask))
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    try DurableFile.write("2", to: path)
    #expect(try permissions() == 0o640)
  }

  @Test func `a symbolic link is followed, not replaced`() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path("d"), withIntermediateDirectories: false)
    try DurableFile.write("old", to: folder.path("d/real"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: "d/real")
    try DurableFile.write("new", to: folder.path("link"))
    #expect(try DurableFile.read(folder.path("d/real")) == Array("new".utf8))
    let target = try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link"))
    #expect(target == "d/real")
  }

  @Test func `a relative path and a name of 255 bytes work`() throws {
    let folder = try TemporaryFolder()
    let name = String(repeating: "é", count: 127) + "x"
    try DurableFile.write("1", to: folder.path(name))
    #expect(try folder.contents() == [name])
    let relative = "faultdx-relative-\(UUID().uuidString).tmp"
    defer { unlink(relative) }
    try DurableFile.write("2", to: relative)
    #expect(try DurableFile.read(relative) == Array("2".utf8))
  }

  @Test func `says what keeps it from creating the file`() throws {
    let folder = try TemporaryFolder()
    try DurableFile.write("file", to: folder.path("file"))
    let cases: [(String, Int32)] = [
      (folder.root, EISDIR), (folder.path("missing/a"), ENOENT), (folder.path("file/a"), ENOTDIR),
      (folder.path("a/"), EISDIR), ("", ENOENT), ("a\0b", ENOENT),
      (folder.path(String(repeating: "x", count: 256)), ENAMETOOLONG),
    ]
    for (path, code) in cases {
      #expect(throws: FileError.cannotCreate(path: path, code: code)) {
        try DurableFile.write("x", to: path)
      }
    }
    #expect(try folder.contents() == ["file"])
    let text = FileError.cannotCreate(path: "out/m", code: ENOENT).description
    #expect(text == "out/m: cannot be created: No such file or directory")
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
  func `a folder that is closed to us stays as it was`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a")
    try DurableFile.write("old", to: path)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o555], ofItemAtPath: folder.root)
    defer { chmod(folder.root, 0o755) }
    #expect(throws: FileError.cannotCreate(path: path, code: EACCES)) {
      try DurableFile.write("new", to: path)
    }
    #expect(try DurableFile.read(path) == Array("old".utf8))
  }

  #if os(Linux)
    @Test func `a file system that takes no files is reported`() {
      #expect(throws: FileError.self) { try DurableFile.write("x", to: "/proc/faultdx-test") }
      #expect(throws: FileError.self) { try DurableFile.write("x", to: "/sys/faultdx-test") }
    }

    @Test func `a full device is reported and stays a device`() throws {
      #expect(throws: FileError.writeFailed(path: "/dev/full", code: ENOSPC)) {
        try DurableFile.write("x", to: "/dev/full")
      }
      try DurableFile.write("x", to: "/dev/null")
      var information = stat()
      #expect(stat("/dev/null", &information) == 0)
      #expect(information.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func `reads files whose size is not known before`() throws {
      #expect(try DurableFile.read("/proc/self/status").count > 100)
      #expect(try DurableFile.read("/dev/null").isEmpty)
      #expect(throws: FileError.tooLarge(path: "/dev/zero", limit: 1000)) {
        try DurableFile.read("/dev/zero", limit: 1000)
      }
    }

    @Test func `a disk that fills up leaves the old content and no temporary file`() async {
      await #expect(processExitsWith: .success) {
        let folder = try TemporaryFolder()
        let path = folder.path("model")
        try DurableFile.write("old", to: path)
        // Beyond this size a write is cut short, and the next one fails with EFBIG.
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: 5000, rlim_max: 5000)
        #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        #expect(throws: FileError.writeFailed(path: path, code: EFBIG)) {
          try DurableFile.write([UInt8](repeating: 1, count: 10_000), to: path)
        }
        #expect(try DurableFile.read(path) == Array("old".utf8))
        #expect(try folder.contents() == ["model"])
      }
    }

    @Test(.timeLimit(.minutes(1))) func `signals do not cut writing short`() async {
      await #expect(processExitsWith: .success) {
        let folder = try TemporaryFolder()
        let path = folder.path("pipe")
        #expect(mkfifo(path, 0o600) == 0)
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) }
        let writer = try interruptible { try DurableFile.write(bytes, to: path) }
        let pipe = try #require(FileHandle(forReadingAtPath: path))
        var received: [UInt8] = []
        while let chunk = try pipe.read(upToCount: 4096), !chunk.isEmpty {
          received.append(contentsOf: chunk)
          // A writer this far from its end is still blocked in a full pipe.
          // The first signal cuts a write short; the next finds one that has not begun: EINTR.
          for _ in 0..<3 where received.count < bytes.count - 200_000 {
            pthread_kill(writer, SIGALRM)
            usleep(50)
          }
        }
        #expect(received == bytes)
      }
    }

    @Test(.timeLimit(.minutes(1))) func `signals do not cut reading short`() async {
      await #expect(processExitsWith: .success) {
        let folder = try TemporaryFolder()
        let path = folder.path("pipe")
        #expect(mkfifo(path, 0o600) == 0)
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) }
        let copy = folder.path("copy")
        let reader = try interruptible {
          try DurableFile.write(DurableFile.read(path), to: copy)
        }
        let pipe = try #require(FileHandle(forWritingAtPath: path))
        for start in stride(from: 0, to: bytes.count, by: 1000) {
          usleep(50)
          pthread_kill(reader, SIGALRM)
          usleep(50)
          try pipe.write(contentsOf: bytes[start..<(start + 1000)])
        }
        try pipe.close()
        while (try? folder.contents().contains("copy")) != true { usleep(1000) }
        #expect(try DurableFile.read(copy) == bytes)
      }
    }
  #endif

  @Test func `says what keeps it from reading the file`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a")
    try DurableFile.write([UInt8](repeating: 0, count: 100), to: path)
    #expect(throws: FileError.notFound(path: path + "b")) { try DurableFile.read(path + "b") }
    #expect(throws: FileError.notFound(path: path + "/b")) { try DurableFile.read(path + "/b") }
    #expect(throws: FileError.isDirectory(path: folder.root)) { try DurableFile.read(folder.root) }
    #expect(throws: FileError.tooLarge(path: path, limit: 99)) {
      try DurableFile.read(path, limit: 99)
    }
    #expect(try DurableFile.read(path, limit: 100).count == 100)
    #expect(throws: FileError.notFound(path: "")) { try DurableFile.read("") }
    #expect(throws: FileError.notFound(path: path + "\0")) { try DurableFile.read(path + "\0") }
    #expect(FileError.notFound(path: "m").description == "m: no such file")
    #expect(FileError.isDirectory(path: "m").path == "m")
  }

  @Test func `of many writers at once one wins whole`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          try DurableFile.write([UInt8](repeating: UInt8(writer), count: 50_000), to: path)
        }
      }
      try await group.waitForAll()
    }
    let bytes = try DurableFile.read(path)
    #expect(bytes.count == 50_000)
    #expect(Set(bytes).count == 1)
    #expect(try folder.contents() == ["a"])
  }
}

#if os(Linux)
  private final class Box: Sendable {
    let identity = Mutex<pthread_t?>(nil)
  }

  /// Starts a thread that SIGALRM interrupts without restarting its system calls.
  private func interruptible(_ body: @escaping @Sendable () throws -> Void) throws -> pthread_t {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    #expect(sigaction(SIGALRM, &action, nil) == 0)
    let thread = Box()
    let started = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      // The threads of the concurrency runtime block signals, and this one has inherited that.
      var alarm = sigset_t()
      sigemptyset(&alarm)
      sigaddset(&alarm, SIGALRM)
      pthread_sigmask(SIG_UNBLOCK, &alarm, nil)
      thread.identity.withLock { $0 = pthread_self() }
      started.signal()
      do { try body() } catch { Issue.record(error) }
    }
    started.wait()
    return try #require(thread.identity.withLock { $0 })
  }
#endif

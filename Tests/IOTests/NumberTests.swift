import FaultDXIO
import FaultDXSignal
import FaultDXStorage
import FaultDXTestSupport
import Testing

@Suite struct NumberTests {
  let scanner = DecimalScanner()

  @Test func `numbers have the bits that Python reads`() throws {
    let bytes = try DurableFile.read(Repository.fixture("io/numbers.txt"))
    var wrong: [String] = []
    var count = 0
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let parts = line.split(separator: UInt8(ascii: " "))
      let expected = try #require(
        UInt64(String(decoding: parts[1], as: UTF8.self), radix: 16))
      count += 1
      if scanner.number(parts[0])?.bitPattern != expected {
        wrong.append(String(decoding: parts[0], as: UTF8.self))
      }
    }
    #expect(wrong.isEmpty)
    #expect(count > 5_000)
  }

  @Test func `the shortest form of any double reads back as that double`() {
    var generator = CounterGenerator(seed: 1)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: generator.next())
      if !value.isFinite { continue }
      let text = "\(value)"
      #expect(scanner.number(text.utf8)?.bitPattern == value.bitPattern, "\(text)")
    }
  }

  @Test func `a decimal comma is read where the table has one`() {
    #expect(scanner.number("-1,5e3".utf8, mark: UInt8(ascii: ",")) == -1_500)
    #expect(scanner.number("1.5".utf8, mark: UInt8(ascii: ",")) == nil)
  }

  @Test(arguments: [
    "", "+", "-", ".", "e5", "1e", "1e+", "0x10", "nan", "inf", "Infinity", "1 2", "1_000", "1,5",
    "--1",
    "1..2", "1.2.3", " 1", "1 ", "1d5", "½", "1e5.5",
  ])
  func `what is not a decimal number is not read`(text: String) {
    #expect(scanner.number(text.utf8) == nil)
  }

  @Test func `the table of powers of five has the known first and last entries`() {
    let table = PowersOfFive.shared.leading
    func entry(_ exponent: Int) -> [UInt64] {
      let index = 2 * (exponent - PowersOfFive.smallestExponent)
      return [table[index], table[index + 1]]
    }
    #expect(entry(0) == [0x8000_0000_0000_0000, 0])
    #expect(entry(1) == [0xA000_0000_0000_0000, 0])
    #expect(entry(-1) == [0xCCCC_CCCC_CCCC_CCCC, 0xCCCC_CCCC_CCCC_CCCD])
    #expect(entry(-342) == [0xEEF4_53D6_923B_D65A, 0x113F_AA29_06A1_3B3F])
    #expect(entry(308) == [0x8E67_9C2F_5E44_FF8F, 0x570F_09EA_A7EA_7648])
  }
}

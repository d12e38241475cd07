import CFaultDXInterface
import FaultDX
import Synchronization

/// What handles stand for: numbers that were never given out twice, so that one that was freed, or that never was one,
/// is found out instead of followed.
final class Handles<Value: AnyObject & Sendable>: Sendable {
  private struct Table {
    var values: [UInt: Value] = [:]
    var next: UInt
  }

  private let table: Mutex<Table>
  private let kind: StaticString

  /// - Parameter first: What the first handle is; kinds of handles must never meet.
  init(_ kind: StaticString, first: UInt) {
    self.kind = kind
    table = Mutex(Table(next: first))
  }

  func add(_ value: Value) -> OpaquePointer? {
    table.withLock { table in
      let handle = table.next
      // Aligned as a pointer would be, and two kinds of handles apart.
      table.next += 32
      table.values[handle] = value
      return OpaquePointer(bitPattern: handle)
    }
  }

  func callAsFunction(_ handle: OpaquePointer?) throws(Failure) -> Value {
    guard let handle else { throw .argument("the \(kind) is NULL") }
    guard let value = table.withLock({ $0.values[UInt(bitPattern: handle)] }) else {
      throw Failure(
        FAULTDX_INVALID_HANDLE, "the \(kind) was freed, or never was one")
    }
    return value
  }

  /// Forgets one; nothing of NULL.
  func remove(_ handle: OpaquePointer?) throws(Failure) {
    guard let handle else { return }
    let value = table.withLock { $0.values.removeValue(forKey: UInt(bitPattern: handle)) }
    guard value != nil else {
      throw Failure(
        FAULTDX_INVALID_HANDLE, "the \(kind) was freed before, or never was one")
    }
  }
}

/// A model, and what is asked of it more than once.
final class ModelBox: Sendable {
  let diagnoser: Diagnoser

  init(_ diagnoser: Diagnoser) { self.diagnoser = diagnoser }

  var model: Model { diagnoser.model }
}

let models = Handles<ModelBox>("model", first: 0x1000)
let streams = Handles<StreamBox>("stream", first: 0x1010)

import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Gives clients so long and no longer: for the head of a request, for all of its body however it drips, and for taking
/// what is written to them.
///
/// Hummingbird's own idle time begins anew with every byte of a body and does not look at readers.
// Used by one event loop; what is scheduled runs on the same one.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  struct Times: Sendable {
    var head: TimeAmount
    var body: TimeAmount
    var write: TimeAmount
  }

  private let times: Times
  private var reading: Scheduled<Void>?
  private var writing: Scheduled<Void>?
  /// Requests whose answer is not written to its end.
  private var open = 0
  private var isReadingBody = false
  private var hasAnswerBegun = false
  private var isRefused = false
  private var unwritten = 0
  /// Grows with every write that is done.
  private var progress = 0

  init(_ times: Times) { self.times = times }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { waitForHead(context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { cancel() }

  func channelActive(context: ChannelHandlerContext) {
    waitForHead(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    cancel()
    context.fireChannelInactive()
  }

  private func cancel() {
    reading?.cancel()
    writing?.cancel()
    reading = nil
    writing = nil
  }

  private func waitForHead(_ context: ChannelHandlerContext) {
    after(times.head, context) { $1.close(promise: nil) }
  }

  private func after(
    _ time: TimeAmount, _ context: ChannelHandlerContext,
    _ body: @escaping (RequestGuard, ChannelHandlerContext) -> Void
  ) {
    reading?.cancel()
    reading = context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: time) {
      body(self, context)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isRefused { return }
    switch unwrapInboundIn(data) {
    case .head:
      open += 1
      isReadingBody = true
      hasAnswerBegun = false
      after(times.body, context) { guardian, context in
        guardian.refuse(
          context, .requestTimeout, "timeout", "the body of the request did not come in time")
      }
    case .body: break
    case .end:
      isReadingBody = false
      reading?.cancel()
      reading = nil
      if open == 0 { waitForHead(context) }
    }
    context.fireChannelRead(data)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if !hasAnswerBegun || open == 0, !isRefused, let error = error as? HTTPParserError {
      if error == .headerOverflow {
        refuse(
          context, .requestHeaderFieldsTooLarge, "head_too_large",
          "the head of the request is too large")
      } else {
        refuse(context, .badRequest, "malformed", "this is no request of HTTP/1.1")
      }
      return
    }
    context.fireErrorCaught(error)
  }

  /// Answers in the place of the service, and closes.
  private func refuse(
    _ context: ChannelHandlerContext, _ status: HTTPResponse.Status, _ code: String,
    _ message: String
  ) {
    cancel()
    isRefused = true
    guard !hasAnswerBegun else {
      context.close(promise: nil)
      return
    }
    let body = "{\"error\":{\"code\":\"\(code)\",\"message\":\"\(message)\"}}\n"
    let head = HTTPResponse(
      status: status,
      headerFields: [
        .contentType: "application/json", .contentLength: "\(body.utf8.count)",
        .connection: "close",
      ])
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(ByteBuffer(string: body))), promise: nil)
    let written = context.eventLoop.makePromise(of: Void.self)
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    written.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if isRefused {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    switch unwrapOutboundIn(data) {
    case .head: hasAnswerBegun = true
    case .body: break
    case .end:
      open -= 1
      if open == 0, !isReadingBody { waitForHead(context) }
    }
    let done = promise ?? context.eventLoop.makePromise(of: Void.self)
    unwritten += 1
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    done.futureResult.whenComplete { _ in
      let (guardian, _) = bound.value
      guardian.unwritten -= 1
      guardian.progress += 1
    }
    context.write(data, promise: done)
    if writing == nil { watchWriting(context) }
  }

  /// Looks whether something was written since it looked last.
  private func watchWriting(_ context: ChannelHandlerContext) {
    let before = progress
    writing = context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: times.write) {
      self.writing = nil
      if self.unwritten == 0 { return }
      if self.progress == before {
        context.close(promise: nil)
      } else {
        self.watchWriting(context)
      }
    }
  }
}

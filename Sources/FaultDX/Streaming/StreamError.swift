/// Why samples cannot be diagnosed as they come.
public enum StreamError: Error, Equatable, CustomStringConvertible {
  /// A stream needs at least one model.
  case noModel(stream: String)
  /// There is no model of that number.
  case unknownModel(stream: String, number: Int, models: Int)
  /// A setting makes no sense, in words.
  case configuration(stream: String, problem: String)
  /// A model conditions recordings by a step that must see all of one.
  case needsWholeRecordings(stream: String, model: Int, step: String)
  /// A model knows a channel that the stream does not have.
  case missingChannel(stream: String, model: Int, name: String, channels: [String])
  /// A model cannot hear this stream.
  case model(Int, DiagnosisError)
  /// The samples are no whole number of frames.
  case partialFrame(stream: String, samples: Int, channels: Int)
  /// A counter or time stamp that cannot be one, in words.
  case position(stream: String, problem: String)

  /// One sentence with what was found and what was expected.
  public var description: String {
    switch self {
    case .noModel(let stream): "\(stream): a stream needs at least one model"
    case .unknownModel(let stream, let number, let models):
      "\(stream): there is no model \(number) among \(models)"
    case .configuration(let stream, let problem): "\(stream): \(problem) makes no sense"
    case .needsWholeRecordings(let stream, let model, let step):
      "\(stream): model \(model) conditions recordings by \(step), which must see all of one; a stream "
        + "takes filters with :causal, resampling, and what is done to windows"
    case .missingChannel(let stream, let model, let name, let channels):
      "\(stream): model \(model) needs the channel \"\(name)\", found \(channels.joined(separator: ", "))"
    case .model(_, let error): error.description
    case .partialFrame(let stream, let samples, let channels):
      "\(stream): \(samples) samples are no whole frames of \(channels) channels"
    case .position(let stream, let problem): "\(stream): \(problem)"
    }
  }
}

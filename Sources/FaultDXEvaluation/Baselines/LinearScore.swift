/// What a linear classifier gives a class: weights for the features and a constant.
struct LinearScore: Sendable, Equatable {
  let weights: [Double]
  let constant: Double
}

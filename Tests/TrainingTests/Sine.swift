import Foundation

/// The sine of a phase given in turns.
func sine(_ turns: Double) -> Double { sin(2 * .pi * turns) }

/// The angle of a point, in turns.
func angle(_ y: Double, _ x: Double) -> Double { atan2(y, x) / (2 * .pi) }

/// The logarithm to the base 10.
func decimalLogarithm(_ x: Double) -> Double { log10(x) }

/// The exponential function.
func powerOfE(_ x: Double) -> Double { exp(x) }

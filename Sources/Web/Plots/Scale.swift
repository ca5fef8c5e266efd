/// From values to lengths along an axis that begins at nothing.
struct Scale: Equatable {
    /// The value at the end of the axis: a round one, at least as large as the largest shown.
    let top: Int64
    /// Round values along it, with nothing and the top.
    let ticks: [Int64]

    /// - Parameter least: the smallest top, so that a few fen do not fill the height.
    init(for values: [Int64], least: Int64 = 1) {
        let most = max(values.max() ?? 0, least, 1)
        let step = Scale.step(for: most)
        let count = (most + step - 1) / step
        top = step * count
        ticks = (0...count).map { $0 * step }
    }

    /// From nothing to a given top, in steps that divide it.
    init(top: Int64, step: Int64) {
        self.top = max(1, top)
        ticks = Array(stride(from: 0, through: max(1, top), by: Int64.Stride(max(1, step))))
    }

    /// 1, 2 or 5 times a power of ten, so that there are three to six of them.
    private static func step(for most: Int64) -> Int64 {
        var power: Int64 = 1
        while true {
            for factor in [1, 2, 5] as [Int64] {
                let (step, overflow) = power.multipliedReportingOverflow(by: factor)
                if overflow || (most + step - 1) / step <= 5 { return overflow ? most : step }
            }
            power *= 10
        }
    }

    /// How long a value is on an axis of this length; nothing below zero, never beyond the end.
    func length(of value: Int64, on axis: Int) -> Int {
        let kept = min(max(0, value), top)
        let (high, low) = kept.multipliedFullWidth(by: Int64(axis))
        return Int(top.dividingFullWidth((high, low)).quotient)
    }
}

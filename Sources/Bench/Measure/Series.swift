/// What several rounds of one measurement gave.
struct Series: Sendable {
    private(set) var values: [Double] = []

    mutating func add(_ value: Double) {
        values.append(value)
    }

    /// 0 without any value.
    var median: Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2)
            ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    var least: Double { values.min() ?? 0 }
    var most: Double { values.max() ?? 0 }
}

/// Ours beside what PostgreSQL alone does of the same work, round by round.
struct Comparison: Sendable {
    let name: String
    /// `s` for times, `/s` for rates.
    let unit: String
    /// What was compared with what.
    let ours: String
    let baseline: String
    /// Such as `≤ 1.0`.
    let wanted: String
    private(set) var oursSeries = Series()
    private(set) var baselineSeries = Series()
    private(set) var ratios = Series()

    init(_ name: String, unit: String, ours: String, baseline: String, wanted: String) {
        self.name = name
        self.unit = unit
        self.ours = ours
        self.baseline = baseline
        self.wanted = wanted
    }

    mutating func add(ours: Double, baseline: Double) {
        oursSeries.add(ours)
        baselineSeries.add(baseline)
        ratios.add(baseline > 0 ? ours / baseline : 0)
    }

    /// Median over median: one disturbed round moves neither.
    var ratio: Double {
        baselineSeries.median > 0 ? oursSeries.median / baselineSeries.median : 0
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

/// A number with a fixed count of decimals, without a locale.
func decimal(_ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return "0" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = Int64((abs(value) * scale).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return "\(sign)\(scaled)" }
    let fraction = String(scaled % Int64(scale))
    let zeros = String(repeating: "0", count: places - fraction.utf8.count)
    return "\(sign)\(scaled / Int64(scale)).\(zeros)\(fraction)"
}

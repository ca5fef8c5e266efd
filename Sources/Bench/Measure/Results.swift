/// What was measured, for people and for programs.
struct Results {
    let households: Int
    var billing: Comparison?
    var status: StatusBench.Outcome?
    var imports: ImportBench.Outcome?
    var payments: Comparison?
    var singlePayments: Comparison?
    var pages: PagesBench.Outcome?

    init(households: Int) {
        self.households = households
    }

    /// The keys of issue 2 first; null for what was not measured.
    var json: String {
        let members: [(String, Double?, Int)] = [
            ("households", Double(households), 0),
            ("billingRatio", billing?.ratio, 3),
            ("statusRatio", status?.comparison.ratio, 3),
            ("statusP99Ms", status?.p99Milliseconds.median, 1),
            ("importRatio", imports?.comparison.ratio, 3),
            ("paymentRatio", payments?.ratio, 3),
            ("serverRssMB", status?.residentMegabytes, 1),
            ("importRssMB", imports?.peakMegabytes.most, 1),
            ("singleCompoundPaymentRatio", singlePayments?.ratio, 3),
            ("cpuMicrosPerRequest", status?.cpuMicroseconds.median, 1),
            ("billingSeconds", billing?.oursSeries.median, 2),
            ("statusPerSecond", status?.comparison.oursSeries.median, 0),
            ("importSeconds", imports?.comparison.oursSeries.median, 2),
            ("paymentsPerSecond", payments?.oursSeries.median, 0),
            ("healthP99Ms", pages?.health.p99.median, 2),
            ("householdPageP99Ms", pages?.slowest { $0.name == "household" }?.p99.median, 1),
            ("householdPageRatio", pages?.slowest { $0.name == "household" }?.ratios.median, 2),
            ("listPageP99Ms", pages?.slowest(\.isList)?.p99.median, 1),
            ("listPageRatio", pages?.slowest(\.isList)?.ratios.median, 2),
        ]
        let words = members.map { name, value, places in
            "\"\(name)\":\(value.map { decimal($0, places) } ?? "null")"
        }
        return "{" + words.joined(separator: ",") + "}"
    }

    /// Medians, and in brackets the least and the most of the rounds.
    var table: String {
        var lines = [
            "\(households) households. Medians (least–most); ratio is ours ÷ baseline.", "",
        ]
        let comparisons = [
            billing, status?.comparison, imports?.comparison, payments, singlePayments,
        ].compactMap(\.self)
        for comparison in comparisons {
            lines += [
                "\(comparison.name): ratio \(decimal(comparison.ratio, 3)) "
                    + spread(comparison.ratios, 2) + ", wanted \(comparison.wanted)",
                "    ours      \(line(comparison.oursSeries, comparison.unit))  \(comparison.ours)",
                "    baseline  \(line(comparison.baselineSeries, comparison.unit))  "
                    + comparison.baseline,
            ]
        }
        if let status {
            lines += [
                "status: p99 \(decimal(status.p99Milliseconds.median, 1)) ms "
                    + spread(status.p99Milliseconds, 1)
                    + ", \(decimal(status.cpuMicroseconds.median, 0)) µs of processor a request "
                    + spread(status.cpuMicroseconds, 0)
                    + ", \(status.bytesPerRequest) bytes an answer",
                "server: \(decimal(status.residentMegabytes, 1)) MB resident, wanted < 80",
            ]
        }
        if let imports {
            lines.append(
                "import: at most \(decimal(imports.peakMegabytes.most, 1)) MB resident, "
                    + "wanted < 150")
        }
        if let pages { lines += table(pages) }
        return lines.joined(separator: "\n")
    }

    private func table(_ pages: PagesBench.Outcome) -> [String] {
        let wanted = decimal(PagesBench.wantedMilliseconds, 0)
        let heading =
            "pages: \(PagesBench.clients) clients, p99 wanted < \(wanted) ms; "
            + "ratio is that p99 ÷ the one of /healthz; "
            + "server \(decimal(pages.residentMegabytes, 1)) MB resident"
        return [heading]
            + ([pages.health] + pages.pages).map { page in
                "    p99 \(decimal(page.p99.median, 1)) ms \(spread(page.p99, 1))  "
                    + "p50 \(decimal(page.p50.median, 1)) ms  "
                    + "\(decimal(page.perSecond.median, 0))/s  "
                    + (page.ratios.values.isEmpty
                        ? ""
                        : "ratio \(decimal(page.ratios.median, 1)) \(spread(page.ratios, 1))  ")
                    + "\(page.bytes) B  \(page.name)"
            }
    }

    private func line(_ series: Series, _ unit: String) -> String {
        let places = unit == "s" ? 2 : 0
        return "\(decimal(series.median, places)) \(unit) \(spread(series, places))"
    }

    private func spread(_ series: Series, _ places: Int) -> String {
        "(\(decimal(series.least, places))–\(decimal(series.most, places)))"
    }
}

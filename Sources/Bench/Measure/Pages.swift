import Core

/// One kind of page, and the addresses of it that are asked for.
struct BenchPage: Sendable {
    let name: String
    let isList: Bool
    let isCommittees: Bool
    let paths: [String]

    /// The pages of people at work, over compounds with two years of charges.
    static func all(compounds: Int, on today: CivilDate) -> [BenchPage] {
        let opened = min(compounds, PageStore.openedCompounds)
        let scopes = (0..<opened).map { FillStore.firstScope + $0 }
        func of(_ name: String, isList: Bool = true, _ paths: (Int) -> [String]) -> BenchPage {
            BenchPage(
                name: name, isList: isList, isCommittees: false,
                paths: scopes.flatMap { scope in paths(scope).map { "/compounds/\(scope)\($0)" } })
        }
        let wide = [
            BenchPage(
                name: "compounds (200 in reach)", isList: true, isCommittees: false,
                paths: ["/compounds", "/compounds?page=4", "/compounds?search=10"]),
            BenchPage(
                name: "compounds (all in reach)", isList: true, isCommittees: true,
                paths: ["/compounds", "/compounds?page=40", "/compounds?search=10"]),
            BenchPage(
                name: "reports (all in reach)", isList: true, isCommittees: true,
                paths: ["/reports", "/reports?sort=rate&direction=up", "/reports?search=10"]),
        ]
        return [
            of("household", isList: false) { _ in households.map { "/households/\($0)" } },
            of("compound", isList: false) { _ in [""] },
            of("households") { _ in
                ["/households", "/households?page=7", "/households?sort=owner&direction=up"]
            },
            of("households, searched") { scope in
                [
                    "/households?search=3017",
                    "/households?search=%E4%B8%9A%E4%B8%BB500\(scope % 10)",
                ]
            },
            of("stalls") { _ in ["/stalls", "/stalls?page=3", "/stalls?search=K1"] },
            of("payments") { _ in
                ["/payments", "/payments?page=60", "/payments?sort=amount&direction=up"]
            },
            of("payments, searched") { _ in ["/payments?search=3017"] },
            of("arrears") { _ in ["/arrears", "/arrears?page=6", "/arrears?search=3017"] },
            of("disputes") { _ in ["/disputes", "/disputes?state=open"] },
            of("runs") { _ in ["/bills"] },
            of("cashier's day") { _ in
                ["/cashier?day=\(BillingMonth(containing: today).adding(months: -3))-08"]
            },
            of("schedules") { _ in ["/schedules"] },
            of("resolutions") { _ in ["/resolutions"] },
            of("dashboard", isList: false) { _ in ["/dashboard"] },
        ] + wide
    }

    /// Some of those whose addresses exist in every compound, `201-11-3001` and further.
    private static let households = (0..<60).map { n in
        "\(FillStore.firstBuilding + n % 6)-\(FillStore.firstEntrance + n % 3)-"
            + "\(FillStore.firstRoom + n % 20)"
    }
}

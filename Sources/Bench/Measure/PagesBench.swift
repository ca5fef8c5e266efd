import Application
import Core
import Postgres

/// Pages for people at work, each kind by itself, beside the server's shortest answer.
struct PagesBench {
    static let clients = 16
    static let wantedMilliseconds = 50.0

    struct Figure {
        let name: String
        let isList: Bool
        var p50 = Series()
        var p99 = Series()
        var perSecond = Series()
        var bytes = 0
        /// Its p99 over that of `/healthz` in the same round.
        var ratios = Series()
    }

    struct Outcome {
        var health = Figure(name: "/healthz", isList: false)
        var pages: [Figure] = []
        var residentMegabytes = 0.0

        /// The page that takes longest among some.
        func slowest(_ wanted: (Figure) -> Bool) -> Figure? {
            pages.filter(wanted).max { $0.p99.median < $1.p99.median }
        }
    }

    let server: ScratchServer
    let today: CivilDate
    let compounds: Int
    let rounds: Int
    let seconds: Int

    func measure(report: (String) -> Void) async throws -> Outcome {
        let begin = ContinuousClock.now
        try await server.asSuperuser {
            try await PageStore.fill(
                compounds: compounds, until: BillingMonth(containing: today).firstDay.description,
                $0)
        }
        report("filled what pages show in \(decimal((ContinuousClock.now - begin).inSeconds, 1)) s")
        let people = try await people()
        try await server.checkpoint()
        let web = try await LinliServer.start(server)
        do {
            let outcome = try await measure(people, web, report: report)
            await web.stop()
            return outcome
        } catch {
            await web.stop()
            throw error
        }
    }

    private func measure(
        _ people: PagePeople, _ web: LinliServer, report: (String) -> Void
    ) async throws -> Outcome {
        var outcome = Outcome()
        let health = try wrk("healthz", web, [Wrk.Request(path: "/healthz")])
        _ = try await health.run(seconds: 1)
        for (number, page) in BenchPage.all(compounds: compounds, on: today).enumerated() {
            let token = page.isCommittees ? people.committee : people.manager
            let wrk = try wrk(
                "page\(number)", web,
                page.paths.map { Wrk.Request(path: $0, cookie: "linli_session=\(token)") })
            var figure = Figure(name: page.name, isList: page.isList)
            // Each must be the page itself; and what is made once, on first use, is not measured.
            _ = try await wrk.run(seconds: 2, isStrict: true)
            for _ in 1...rounds {
                let shortest = try await health.run(seconds: max(1, seconds / 2))
                let ours = try await wrk.run(seconds: seconds)
                outcome.health.add(shortest)
                figure.add(ours)
                figure.ratios.add(ours.p99Milliseconds / max(0.001, shortest.p99Milliseconds))
            }
            outcome.pages.append(figure)
            report(line(figure))
        }
        outcome.residentMegabytes = Double(ProcessFigures.residentKilobytes(of: web.pid)) / 1024
        return outcome
    }

    private func wrk(_ name: String, _ web: LinliServer, _ requests: [Wrk.Request]) throws -> Wrk {
        let wrk = Wrk(
            name: name, folder: server.dataFolder, port: web.port, connections: PagesBench.clients)
        try wrk.prepare(requests.shuffled())
        return wrk
    }

    private func line(_ figure: Figure) -> String {
        "page \(figure.name): p50 \(decimal(figure.p50.median, 1)) ms, "
            + "p99 \(decimal(figure.p99.median, 1)) ms, "
            + "\(decimal(figure.perSecond.median, 0))/s, "
            + "\(decimal(figure.ratios.median, 1)) × /healthz"
    }

    private func people() async throws -> PagePeople {
        let installation = try await server.installation()
        do {
            let people = try await PagePeople.signIn(
                installation.database, compounds: compounds, at: Calendar.now())
            await installation.database.close()
            return people
        } catch {
            await installation.database.close()
            throw error
        }
    }
}

extension PagesBench.Figure {
    mutating func add(_ outcome: Wrk.Outcome) {
        p50.add(outcome.p50Milliseconds)
        p99.add(outcome.p99Milliseconds)
        perSecond.add(outcome.perSecond)
        bytes = outcome.bytesPerRequest
    }
}

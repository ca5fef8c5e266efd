import Core
import Hummingbird
import Registry

/// The stalls of a compound; leasing and releasing one.
struct StallPages {
    static let leaseFields = [
        "malformedHousehold": "household", "unknownHousehold": "household",
        "noOpenTenure": "household", "malformedPlate": "plate", "leaseOverlaps": "from",
        "leaseBeforeTenure": "from",
    ]
    static let releaseFields = ["releaseBeforeStart": "until"]

    func add(to site: inout Site) {
        site.page(.get, "/compounds/{scope}/stalls", needs: .readRegister, in: .path) { _, desk in
            try await list(desk)
        }
        site.page(
            .get, "/compounds/{scope}/stalls/{code}", needs: .manageRegister, in: .path
        ) { _, desk in
            let month = BillingMonth(containing: desk.today).description
            return try await show(Entries(beginning: ["from": month, "until": month]), desk)
        }
        site.page(
            .post, "/compounds/{scope}/stalls/{code}/lease", needs: .manageRegister, in: .path
        ) { _, desk in
            try await lease(desk)
        }
        site.page(
            .post, "/compounds/{scope}/stalls/{code}/release", needs: .manageRegister, in: .path
        ) { _, desk in
            try await release(desk)
        }
    }

    private func list(_ desk: Desk) async throws -> Response {
        let state = ListState(
            desk.query,
            ListState.Plan(
                path: desk.compound.stalls, sorts: ListStalls.Sort.allCases.map(\.rawValue),
                filters: ["search", "lease", "title"]))
        let found = try await ListStalls(database: desk.database).perform(
            ListStalls.Input(
                scope: desk.scope, search: state.filter("search"),
                title: StallTitle(rawValue: state.filter("title")),
                isLeased: ["leased": true, "free": false][state.filter("lease")],
                sort: ListStalls.Sort(rawValue: state.sort) ?? .code,
                descending: state.direction == .descending, limit: state.size,
                offset: state.offset),
            by: desk.actor)
        return try desk.page(
            "register/stalls", StallListView(found, try await desk.frame(), state, desk))
    }

    private func lease(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let household = entries.value("household", missing: "请填写承租户的房号。") { text in
            guard let code = HouseholdCode(spoken: text) else {
                throw HouseholdRefusal.malformedCode(text)
            }
            return code
        }
        let from = entries.value("from", missing: "请填写起租月份。") { try BillingMonth(entry: $0) }
        let plate = entries.text("plate", longest: 20)
        guard entries.areFine, let household, let from else {
            return try await show(entries, desk, isRefused: true)
        }
        let code = try desk.parameter("code")
        do {
            let changed = try await LeaseStall(database: desk.database).perform(
                LeaseStall.Input(
                    scope: desk.scope, stall: code, household: household, from: from,
                    plate: plate.isEmpty ? nil : plate),
                by: desk.actor)
            return desk.redirect(
                to: desk.compound.stall(code),
                notice: changed
                    ? "车位 \(code) 自 \(from.chinese)起租给 \(household)。" : "登记的就是这样，没有改动。")
        } catch let refusal as HouseholdRefusal {
            entries.refuse(refusal, fields: StallPages.leaseFields)
        } catch let refusal as StallRefusal where refusal != .unknownStall(code) {
            entries.refuse(refusal, fields: StallPages.leaseFields)
        }
        return try await show(entries, desk, isRefused: true)
    }

    private func release(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let until = entries.value("until", missing: "请填写最后一个计费月份。") {
            try BillingMonth(entry: $0)
        }
        guard entries.areFine, let until else {
            return try await show(entries, desk, isRefused: true)
        }
        let code = try desk.parameter("code")
        do {
            try await ReleaseStall(database: desk.database).perform(
                stall: code, in: desk.scope, after: until, by: desk.actor)
            return desk.redirect(
                to: desk.compound.stall(code),
                notice: "车位 \(code) 已退租，最后计费月份 \(until.chinese)。")
        } catch let refusal as StallRefusal where refusal != .unknownStall(code) {
            entries.refuse(refusal, fields: StallPages.releaseFields)
        }
        return try await show(entries, desk, isRefused: true)
    }

    private func show(
        _ entries: Entries, _ desk: Desk, isRefused: Bool = false
    ) async throws -> Response {
        let stall = try await ReadStall(database: desk.database).perform(
            try desk.parameter("code"), in: desk.scope, by: desk.actor(for: .readRegister))
        return try desk.page(
            "register/stall", StallView(stall, try await desk.frame(), entries, desk),
            status: isRefused ? .unprocessableContent : .ok)
    }
}

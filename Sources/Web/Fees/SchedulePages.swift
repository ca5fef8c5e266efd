import Core
import Fees
import Hummingbird
import Registry
import Resolutions

/// What is charged and on whose decision; a new version, and the end of one.
struct SchedulePages {
    /// The refusals of a schedule, by the field that they are about.
    static let fields = [
        "rateOutOfRange": "rate", "areaRateTooLarge": "rate", "dueDayOutOfRange": "dueDay",
        "fromTooFarAhead": "from", "scheduleOverlaps": "from", "monthsBilled": "from",
        "untilBeforeFrom": "until", "kindsNotAdjacent": "kinds", "kindsForStalls": "kinds",
        "leavesKindsWithoutFee": "kinds", "fundMissing": "fund", "payeeMissing": "payee",
        "payeeTooLong": "payee", "itemNameMissing": "newItem", "itemNameTooLong": "newItem",
        "unknownResolution": "resolution", "resolutionNotSufficient": "resolution",
        "endBeforeFrom": "last", "billedAfterEnd": "last", "scheduleEndedEarlier": "last",
        "wordsMissing": "reason", "wordsTooLong": "reason", "wordsWithControls": "reason",
        "wordsWithDirections": "reason", "wordsWithInvisibles": "reason",
        "wordsWithPictures": "reason", "wordsWithMarkup": "reason",
    ]

    func add(to site: inout Site) {
        let path = "/compounds/{scope}/schedules"
        site.page(.get, path, needs: .readFees, in: .path) { _, desk in
            let schedules = try await SchedulePages.schedules(desk)
            return try desk.page(
                "fees/schedules", ScheduleListView(schedules, try await desk.frame(), desk))
        }
        site.page(.get, "\(path)/new", needs: .manageSchedules, in: .path) { _, desk in
            let month = BillingMonth(containing: desk.today).adding(months: 1)
            return try await form(
                Entries(beginning: [
                    "from": month.description, "dueDay": "25", "rounding": "halfUp",
                    "item": desk.query["item"],
                ]), desk)
        }
        site.page(.post, "\(path)/new", needs: .manageSchedules, in: .path) { _, desk in
            try await add(desk)
        }
        site.page(
            .get, "\(path)/{schedule}/end", needs: .manageSchedules, in: .path
        ) { _, desk in
            try await endForm(Entries(beginning: ["how": "after"]), desk)
        }
        site.page(
            .post, "\(path)/{schedule}/end", needs: .manageSchedules, in: .path
        ) { _, desk in
            try await end(desk)
        }
    }

    private static func schedules(_ desk: Desk) async throws -> [ListedSchedule] {
        try await ListSchedules(database: desk.database).perform(
            ListSchedules.Input(scope: desk.scope), by: desk.actor(for: .readFees))
    }

    // MARK: A new version

    private func add(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let known = ScheduleEntry.items(in: try await SchedulePages.schedules(desk))
        if let input = ScheduleEntry.read(&entries, known: known, desk) {
            do {
                let outcome = try await AddSchedule(database: desk.database).perform(
                    input, by: desk.actor, on: desk.today)
                return desk.redirect(
                    to: desk.compound.schedules, notice: SchedulePages.words(outcome))
            } catch let refusal as ScheduleRefusal {
                entries.refuse(refusal, fields: SchedulePages.fields)
            }
        }
        return try await form(entries, desk, isRefused: true)
    }

    private static func words(_ outcome: AddSchedule.Outcome) -> String {
        let terms = outcome.schedule.terms
        let shown = "\(outcome.item.name) \(terms.basis.shown(terms.rate))"
        guard !outcome.repeated else { return "这个收费标准早已设定：\(shown)。" }
        let closed = outcome.closed.map { closing in
            closing.until < closing.from
                ? "原标准从未出账，已被取代。" : "原标准到 \(closing.until.chinese)为止。"
        }
        return "已设定：\(shown)，\(terms.from.chinese)起。" + closed.joined()
    }

    private func form(
        _ entries: Entries, _ desk: Desk, isRefused: Bool = false
    ) async throws -> Response {
        let resolutions = try await ListResolutions(database: desk.database).perform(
            ListResolutions.Input(scope: desk.scope, limit: ListResolutions.mostRows),
            by: desk.actor(for: .readRegister)
        ).rows.filter(\.kind.supportsFee)
        let view = ScheduleFormView(
            entries, items: ScheduleEntry.items(in: try await SchedulePages.schedules(desk)),
            resolutions: resolutions, try await desk.frame(), desk)
        return try desk.page(
            "fees/schedule", view, status: isRefused ? .unprocessableContent : .ok)
    }

    // MARK: The end of one

    private func end(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let how = entries.choice("how", among: ["after": true, "never": false])
        let last = entries.value("last", missing: how == true ? "请填写最后一个收费的月份。" : nil) {
            try BillingMonth(entry: $0)
        }
        let reason = entries.lines("reason", missing: "请写明原因。", longest: 500)
        if entries.areFine, let how {
            do {
                let outcome = try await EndSchedule(database: desk.database).perform(
                    EndSchedule.Input(
                        scope: desk.scope, schedule: try desk.number("schedule"),
                        last: how ? last : nil, reason: reason),
                    by: desk.actor)
                let until = outcome.schedule.until?.chinese ?? ""
                return desk.redirect(
                    to: desk.compound.schedules,
                    notice: outcome.schedule.wasNeverInForce
                        ? "已作废：这个标准从未生效。" : "已停止：收费到 \(until)为止。")
            } catch ScheduleRefusal.unknownSchedule {
                throw WebError.notFound
            } catch let refusal as ScheduleRefusal {
                entries.refuse(refusal, fields: SchedulePages.fields)
            } catch let refusal as MalformedValue {
                entries.refuse(refusal, fields: SchedulePages.fields)
            }
        }
        return try await endForm(entries, desk, isRefused: true)
    }

    private func endForm(
        _ entries: Entries, _ desk: Desk, isRefused: Bool = false
    ) async throws -> Response {
        let id: ScheduleID = try desk.number("schedule")
        let found = try await SchedulePages.schedules(desk).first { $0.schedule.id == id }
        guard let found else { throw WebError.notFound }
        return try desk.page(
            "fees/schedule-end",
            ScheduleEndView(found, entries, try await desk.frame(), desk),
            status: isRefused ? .unprocessableContent : .ok)
    }
}

/// What the form of a schedule says.
enum ScheduleEntry {
    /// The option for an item that the compound does not have yet.
    static let newItem = "new"

    /// Which kinds of household, as a range of those that stand side by side.
    static let kinds: [(value: String, kinds: [HouseholdKind])] = {
        let all = HouseholdKinds.all.kinds
        return all.indices.flatMap { first in
            all.indices.filter { $0 >= first }.map { last in Array(all[first...last]) }
        }.filter { $0.count < all.count }
            .map { ($0.map(\.rawValue).joined(separator: "-"), $0) }
    }()

    /// The items that a compound has, and those that every company knows.
    static func items(in schedules: [ListedSchedule]) -> [FeeItem] {
        var items = [
            FeeItem(code: .propertyFee, name: "物业费"), FeeItem(code: .parking, name: "停车费"),
        ]
        for listed in schedules where !items.contains(where: { $0.code == listed.item.code }) {
            items.append(listed.item)
        }
        return items
    }

    static func read(
        _ entries: inout Entries, known: [FeeItem], _ desk: Desk
    ) -> AddSchedule.Input? {
        let item = item(&entries, known: known)
        let rate = entries.value("rate", missing: "请填写单价。") { try Rate(entry: $0) }
        let basis = entries.choice(
            "basis", missing: "请选择计费方式。", among: words(FeeSchedule.Basis.allCases))
        let rounding = entries.choice(
            "rounding", missing: "请选择舍入方式。", among: words(RoundingMode.allCases))
        let kinds = entries.choice(
            "kinds", missing: "请选择适用的房屋。",
            among: Dictionary(
                uniqueKeysWithValues: ScheduleEntry.kinds.map { ($0.value, $0.kinds) }
            )
            .merging(["": []]) { $1 })
        let from = entries.value("from", missing: "请填写起始月份。") { try BillingMonth(entry: $0) }
        let until = entries.value("until") { try BillingMonth(entry: $0) }
        let dueDay = entries.value("dueDay", missing: "请填写每月应缴日。", day)
        let fund = entries.choice(
            "fund", among: words(Fund.allCases).mapValues { Optional($0) }.merging(["": nil]) { $1 }
        )
        let payee = entries.text("payee", longest: 100)
        let account = entries.text("account", longest: 60)
        let resolution = entries.value("resolution", missing: "请选择依据的决议。", resolution)
        guard entries.areFine, let item, let rate, let basis, let rounding, let kinds, let from,
            let dueDay, let fund, let resolution
        else { return nil }
        return AddSchedule.Input(
            scope: desk.scope, item: item.code, itemName: item.name, rate: rate, basis: basis,
            rounding: rounding, kinds: kinds, from: from, until: until, dueDay: dueDay,
            fund: fund, payeeName: payee.isEmpty ? nil : payee,
            payeeAccount: account.isEmpty ? nil : account, resolution: resolution)
    }

    /// An item of the compound's, or a new one by its name; the same name is the same item. Its
    /// code is made here: nobody at a desk has to think of one.
    private static func item(_ entries: inout Entries, known: [FeeItem]) -> FeeItem? {
        let chosen = entries.form["item"]
        guard chosen == newItem else {
            let items = Dictionary(uniqueKeysWithValues: known.map { ($0.code.text, $0) })
            return entries.choice("item", missing: "请选择收费项目。", among: items)
        }
        let name = entries.text("newItem", missing: "请填写新项目的名称。", longest: 40)
        guard !name.isEmpty else { return nil }
        if let same = known.first(where: { $0.name == name }) { return same }
        let taken = Set(known.map(\.code))
        let code = (1...).lazy.compactMap { FeeItemCode("item-\($0)") }.first {
            !taken.contains($0)
        }
        return code.map { FeeItem(code: $0, name: name) }
    }

    private static func words<Value: RawRepresentable<String>>(
        _ values: [Value]
    ) -> [String: Value] {
        Dictionary(uniqueKeysWithValues: values.map { ($0.rawValue, $0) })
    }

    private static func day(_ text: String) throws(MalformedValue) -> Int {
        guard text.utf8.count <= 2, let day = Desk.number(text) else {
            throw MalformedValue(code: "malformedDay", sentence: "请填 1 至 28 之间的一天。")
        }
        return Int(day)
    }

    private static func resolution(_ text: String) throws(MalformedValue) -> ResolutionID {
        guard let number = Desk.number(text) else {
            throw MalformedValue(code: "malformedResolution", sentence: "请从列表中选择一份决议。")
        }
        return ResolutionID(number)
    }
}

import Core
import Fees
import Hummingbird
import Registry

/// 过户: a form, what it would mean, and the transfer.
struct TransferPages {
    /// The refusals of a transfer, by the field that they are about.
    static let fields = [
        "ownersMissing": "owner1", "ownerNameInvalid": "owner1", "ownerTwice": "owner1",
        "sharesExceedWhole": "share1", "transferNotAfterStart": "on", "transferTooLate": "on",
    ]

    func add(to site: inout Site) {
        let path = "/compounds/{scope}/households/{code}/transfer"
        site.page(.get, path, needs: .manageRegister, in: .path) { _, desk in
            let found = try await household(desk)
            let entries = Entries(beginning: ["on": desk.today.description, "obligor": "owner"])
            return try form(found, entries, desk)
        }
        site.page(.post, path, needs: .manageRegister, in: .path) { _, desk in
            try await answer(desk)
        }
    }

    private func household(_ desk: Desk) async throws -> ReadHousehold.Outcome {
        try await ReadHousehold(database: desk.database).perform(
            try desk.householdCode(), in: desk.scope, by: desk.actor(for: .readRegister))
    }

    private func answer(_ desk: Desk) async throws -> Response {
        let found = try await household(desk)
        var entries = Entries(desk.form)
        guard desk.form["do"] != "edit",
            let input = TransferEntry.read(&entries, household: found.household.code, desk)
        else { return try form(found, entries, desk, isRefused: desk.form["do"] != "edit") }
        do {
            guard desk.form["do"] == "carry" else {
                let preview = try await PreviewTransfer(database: desk.database).perform(
                    input, by: desk.actor, on: desk.today)
                let balance = try await desk.balances(of: found.current.map { [$0.id] } ?? [])
                return try desk.page(
                    "register/transfer-check",
                    TransferCheckView(found, preview, input, balance?.values.first, desk))
            }
            let outcome = try await TransferHousehold(database: desk.database).perform(
                input, by: desk.actor, on: desk.today)
            return desk.redirect(
                to: desk.compound.household(input.household),
                notice: outcome.changed
                    ? "已过户：自 \(outcome.day.chinese) 起由新业主缴费。请为新业主签发查询链接。"
                    : "登记的就是这样，没有改动。")
        } catch let failure as TransferHousehold.Failure {
            refuse(failure, &entries)
        } catch let refusal as HouseholdRefusal {
            entries.refuse(refusal)
        }
        return try form(found, entries, desk, isRefused: true)
    }

    private func refuse(_ failure: TransferHousehold.Failure, _ entries: inout Entries) {
        if case .phoneInvalid(let phone) = failure,
            let row = TransferEntry.rows.first(where: { entries.form["phone\($0)"] == phone })
        {
            entries.refuse("phone\(row)", failure.sentence)
        } else {
            entries.refuse(failure, fields: TransferPages.fields)
        }
    }

    private func form(
        _ found: ReadHousehold.Outcome, _ entries: Entries, _ desk: Desk, isRefused: Bool = false
    ) throws -> Response {
        try desk.page(
            "register/transfer", TransferView(found, entries, desk),
            status: isRefused ? .unprocessableContent : .ok)
    }
}

/// What the form of a transfer says.
enum TransferEntry {
    /// Owners that the form has room for: families that buy together.
    static let rows = 1...4
    /// Everything typed, to be carried on.
    static let names =
        ["on", "obligor", "stalls"] + rows.flatMap { ["owner\($0)", "phone\($0)", "share\($0)"] }

    static func read(
        _ entries: inout Entries, household: HouseholdCode, _ desk: Desk
    ) -> TransferHousehold.Input? {
        let day = entries.value("on", missing: "请填写过户日期。") { try CivilDate(entry: $0) }
        let obligor = entries.choice(
            "obligor", among: ["owner": Obligor.owner, "developer": Obligor.developer])
        var owners: [TransferHousehold.NewOwner] = []
        for row in rows {
            let name = entries.text(
                "owner\(row)", missing: row == 1 ? "请填写新业主的姓名或单位名称。" : nil)
            let phone = entries.text("phone\(row)", longest: 30)
            let share = entries.value("share\(row)") { try readShare($0) }
            if name.isEmpty {
                if !entries.form["phone\(row)"].isEmpty || !entries.form["share\(row)"].isEmpty {
                    entries.refuse("owner\(row)", "填了电话或份额，还要填写姓名。")
                }
                continue
            }
            owners.append(
                TransferHousehold.NewOwner(
                    name: name, phone: phone.isEmpty ? nil : phone, share: share))
        }
        guard entries.areFine, let day, let obligor else { return nil }
        return TransferHousehold.Input(
            scope: desk.scope, household: household, day: day, obligor: obligor, owners: owners,
            keepsStalls: entries.form["stalls"] == "keep")
    }

    private static func readShare(_ text: String) throws(MalformedValue) -> Owner.Share {
        guard let share = Owner.Share(text) else {
            throw MalformedValue(
                code: "malformedShare",
                sentence: "份额“\(text.prefix(20))”无法识别：请写成 1/2 的形式，不超过 1。")
        }
        return share
    }
}

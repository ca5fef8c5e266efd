import Core
import Hummingbird
import Registry

/// A misspelt name or a changed phone of a present owner.
struct OwnerPages {
    static let fields = [
        "ownerNameInvalid": "name", "phoneInvalid": "phone", "unknownOwner": "owner",
        "ownerSameAsAnother": "name", "nothingToCorrect": "name",
    ]

    func add(to site: inout Site) {
        let path = "/compounds/{scope}/households/{code}/owner"
        site.page(.get, path, needs: .manageRegister, in: .path) { _, desk in
            let found = try await household(desk)
            let first = found.current?.owners.first?.name ?? ""
            return try form(found, Entries(beginning: ["owner": first]), desk)
        }
        site.page(.post, path, needs: .manageRegister, in: .path) { _, desk in
            try await answer(desk)
        }
    }

    private func household(_ desk: Desk) async throws -> ReadHousehold.Outcome {
        let found = try await ReadHousehold(database: desk.database).perform(
            try desk.householdCode(), in: desk.scope, by: desk.actor(for: .readRegister))
        guard found.current != nil else {
            throw HouseholdRefusal.noOpenTenure(found.household.code.description)
        }
        return found
    }

    private func answer(_ desk: Desk) async throws -> Response {
        let found = try await household(desk)
        var entries = Entries(desk.form)
        let owner = entries.text("owner", missing: "请选择要更正的业主。")
        let name = entries.text("name")
        let phone = entries.text("phone", longest: 30)
        if name.isEmpty, phone.isEmpty, entries.areFine {
            entries.refuse("name", "请填写更正后的姓名或电话，至少一项。")
        }
        if entries.areFine {
            do {
                let altered = try await CorrectOwner(database: desk.database).perform(
                    CorrectOwner.Input(
                        scope: desk.scope, household: found.household.code, name: owner,
                        correctName: name.isEmpty ? nil : name,
                        correctPhone: phone.isEmpty ? nil : phone),
                    by: desk.actor)
                return desk.redirect(
                    to: desk.compound.household(found.household.code),
                    notice: altered.isEmpty ? "登记的就是这样，没有改动。" : "已更正业主资料。")
            } catch let failure as CorrectOwner.Failure {
                entries.refuse(failure, fields: OwnerPages.fields)
            }
        }
        return try form(found, entries, desk, status: .unprocessableContent)
    }

    private func form(
        _ found: ReadHousehold.Outcome, _ entries: Entries, _ desk: Desk,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try desk.page("register/owner", OwnerView(found, entries, desk), status: status)
    }
}

struct OwnerView: Sendable {
    let frame: CompoundFrame
    let address: String
    let back: String
    let action: String
    let transfer: String
    let failure: String?
    let owner: FieldView
    let name: FieldView
    let phone: FieldView

    init(_ found: ReadHousehold.Outcome, _ entries: Entries, _ desk: Desk) {
        frame = CompoundFrame(desk, name: found.compound)
        address = found.household.code.chinese
        back = desk.compound.household(found.household.code)
        action = "\(back)/owner"
        transfer = "\(back)/transfer"
        failure = entries.failure
        owner = entries.select(
            "owner", "业主",
            found.current?.owners.map { owner in
                (owner.name, owner.name + (owner.phone.map { "（\($0)）" } ?? ""))
            } ?? [])
        name = entries.field("name", "更正后的姓名", hint: "姓名没有写错的不填。", isRequired: false)
        phone = entries.field(
            "phone", "新的电话", .text("tel", longest: 30, inputMode: "tel"),
            hint: "电话没有变的不填。", isRequired: false)
    }
}

import Core
import Fees
import Registry

/// The form of a transfer.
struct TransferView: Sendable {
    let frame: CompoundFrame
    let address: String
    let back: String
    let action: String
    /// Who answers for the household now; nil where nobody does.
    let current: String?
    let failure: String?
    let on: FieldView
    let obligor: FieldView
    let owner: Owner
    let others: [Owner]
    /// Whether those are shown without being asked for.
    let showsOthers: Bool
    /// The choice about stalls; nil where none is leased.
    let stalls: Stalls?

    struct Owner: Sendable {
        let title: String
        let name: FieldView
        let phone: FieldView
        let share: FieldView

        var isTouched: Bool {
            [name, phone, share].contains { !$0.value.isEmpty || $0.isWrong }
        }
    }

    struct Stalls: Sendable {
        let codes: String
        let keeps: Bool
    }

    init(_ found: ReadHousehold.Outcome, _ entries: Entries, _ desk: Desk) {
        frame = CompoundFrame(desk, name: found.compound)
        address = found.household.code.chinese
        back = desk.compound.household(found.household.code)
        action = "\(back)/transfer"
        current = found.current?.ownerNames
        failure = entries.failure
        on = entries.field(
            "on", "过户日期", .date, hint: "从这一天起由新业主缴费；最多提前一年登记。")
        obligor = entries.select(
            "obligor", "今后由谁缴费", [("owner", "业主"), ("developer", "开发企业（未售或未交付）")])
        owner = Owner(entries, row: 1)
        others = TransferEntry.rows.dropFirst().map { Owner(entries, row: $0) }
        showsOthers = others.contains(where: \.isTouched)
        let codes = found.currentLeases.map(\.stall)
        stalls =
            codes.isEmpty
            ? nil
            : Stalls(
                codes: codes.joined(separator: "、"), keeps: entries.form["stalls"] == "keep")
    }
}

extension TransferView.Owner {
    fileprivate init(_ entries: Entries, row: Int) {
        title = row == 1 ? "新业主" : "共有人 \(row)"
        name = entries.field("owner\(row)", "姓名或单位名称", isRequired: row == 1)
        phone = entries.field(
            "phone\(row)", "电话", .text("tel", longest: 30, inputMode: "tel"), isRequired: false)
        share = entries.field(
            "share\(row)", "份额", .text(longest: 20), hint: row == 1 ? "例如 1/2；单独所有的不填" : nil,
            isRequired: false)
    }
}

/// What a transfer would mean, to be confirmed.
struct TransferCheckView: Sendable {
    let frame: CompoundFrame
    let address: String
    let action: String
    let day: String
    let changes: Bool
    /// Nil where nobody answered for it.
    let until: Until?
    let owners: [Owner]
    let obligor: String
    let stalls: String?
    let hidden: [Hidden]

    struct Until: Sendable {
        let owners: String
        /// What stays with them; nil where nothing is owed.
        let owed: String?
        let credit: String?
    }

    struct Owner: Sendable {
        let name: String
        let phone: String?
        let share: String?
    }

    init(
        _ found: ReadHousehold.Outcome, _ preview: PreviewTransfer.Outcome,
        _ input: TransferHousehold.Input, _ balance: ReadBalances.Balance?, _ desk: Desk
    ) {
        frame = CompoundFrame(desk, name: found.compound)
        address = found.household.code.chinese
        action = "\(desk.compound.household(found.household.code))/transfer"
        day = preview.day.chinese
        changes = preview.changes
        until = preview.until.map { tenure in
            Until(
                owners: tenure.ownerNames,
                owed: balance.flatMap { $0.owed > .zero ? $0.owed.grouped : nil },
                credit: balance.flatMap { $0.credit > .zero ? $0.credit.grouped : nil })
        }
        owners = preview.owners.map { owner in
            Owner(
                name: owner.name, phone: owner.phone, share: owner.share.map(\.description))
        }
        obligor = input.obligor == .developer ? "开发企业" : "业主"
        let codes = preview.stalls.joined(separator: "、")
        stalls =
            codes.isEmpty
            ? nil : input.keepsStalls ? "车位 \(codes) 由新业主续租。" : "车位 \(codes) 的租约随原业主结束。"
        hidden = Hidden.all(TransferEntry.names, of: desk.form)
    }
}

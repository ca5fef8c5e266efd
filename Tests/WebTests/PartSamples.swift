import Access
import Core

@testable import Web

extension TemplateSamples {
    /// For each part what pages give it: several where no single one has everything.
    static let parts: [String: any Sendable] = [
        "parts/csrf": error, "parts/navigation": error, "parts/failure": failure,
        "parts/field": fields, "parts/pager": [pager(page: 5), pager(page: 1)],
        "parts/sort": SortView("房号", by: "code", state(page: 1)), "parts/compound": compoundFrame,
        "parts/question": ResidentView.Question(dispute(answered: true)),
        "parts/owner": owner, "parts/table": table, "parts/fields": form,
        "parts/choices": choices,
    ]

    private static let owner = TransferView.Owner(
        title: "新业主", name: fields[0], phone: fields[0], share: fields[0])

    private struct Failed: Sendable {
        let failure: String
    }

    private static let failure = Failed(failure: "请核对。")

    private static let fields: [FieldView] = [
        .text(inputMode: "decimal"), .area(), .select([("a", "甲")], chosen: "a"),
        .file(accept: ".csv"),
    ].map { FieldView("a", "甲", value: "1", $0, hint: "提示", error: "请核对。") }

    private static func state(page: Int) -> ListState {
        ListState(
            Form(fields: ["page": [String(page)], "size": ["20"]]),
            ListState.Plan(path: "/a", sorts: ["code"]))
    }

    private static func pager(page: Int) -> PagerView {
        PagerView(state(page: page), total: 1_000)
    }

    private static let compoundFrame = CompoundFrame(
        name: "文宴雅居", path: "/compounds/5",
        tabs: [CompoundFrame.Tab(title: "概况", path: "/compounds/5", isCurrent: true)])
}

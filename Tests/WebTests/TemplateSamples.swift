import Access
import Core

@testable import Web

/// For each page's template a view with everything in it, or several that have everything between
/// them. Each room has a list of its own.
enum TemplateSamples {
    static let views: [String: any Sendable] = [
        resident, frame, signIn, register, fees, printing, people,
    ].reduce(into: [:]) { all, room in
        all.merge(room) { first, _ in first }
    }

    static let error = ErrorView(title: "没有这个页面", sentence: "请核对网址。")

    static let desk = DeskView(
        person: "王芳",
        capacities: [
            DeskView.Capacity(role: "物业收费员", body: "许昌恒达物业公司"),
            DeskView.Capacity(role: "物业经理", body: "许昌恒达物业公司"),
        ],
        groups: [
            DeskView.Group(
                title: "管理", links: [DeskView.Link(title: "审批", path: "/a", isCurrent: true)])
        ],
        notice: DeskView.Notice(sentence: "已收款。", isWarning: true), csrf: "a.b")

    static let frame: [String: any Sendable] = ["error": error, "desk/error": error]

    static let resident: [String: any Sendable] = [
        "resident/enter": EnterView(
            isKnown: true, failure: "不相符", compound: "文宴雅居", room: "1-1-101", remember: true),
        "resident/me": ResidentView(
            Samples.status(
                (0..<14).flatMap(lines),
                [Samples.payment(1, "2022-01-02", 100, refunded: 1, reversed: "2022-01-03")],
                opening: 300, credit: 500), disputes, on: Samples.day("2022-01-08"), year: nil),
    ]

    private static func lines(_ month: Int) -> [Samples.Line] {
        let text = Samples.month("2020-12").adding(months: month).description
        return [
            Samples.line(text, Samples.propertyFee, settled: 2_000, waived: 1_000),
            Samples.line(text, Samples.parkingElsewhere),
        ]
    }
}

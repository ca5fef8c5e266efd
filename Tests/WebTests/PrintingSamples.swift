@testable import Web

extension TemplateSamples {
    static let printing: [String: any Sendable] = [
        "print/bills": BillPrintView(
            compound: "文宴雅居", month: "2021年11月", back: "/compounds/2/bills",
            path: "/compounds/2/papers/bills/2021-11",
            buildings: [BillPrintView.Choice(value: "1", title: "1号楼", isChosen: true)],
            papers: [BillPrintView.Choice(value: "a4", title: "A4", isChosen: true)],
            building: "1", paper: "a5", failure: "还没有出账。", shown: "共 1 份", withoutLink: 1,
            isA5: true, bills: [bill])
    ]

    private static let bill = BillPrintView.Bill(
        compound: "文宴雅居", month: "2021年11月", address: "1号楼1单元101室", obligor: "李**",
        lines: [BillPrintView.Line(name: "物业费", rate: "50.00 元／户", amount: "50.00")],
        arrears: BillPrintView.Arrears(period: "2021年8月起 3 个月", amount: "150.00"),
        done: "10.00", credit: "1.00", due: "190.00", capitals: "壹佰玖拾元整",
        dueOn: "2021年11月25日", isClear: true,
        payees: [BillPrintView.Payee(items: "物业费", name: "恒达物业", account: "4105")],
        decisions: [BillPrintView.Decision(items: "物业费", words: "2021年10月8日 业主大会《物业费》")],
        link: BillPrintView.Link(
            viewBox: "0 0 1 1", path: "M0 0h1v1h-1z", accessCode: "ABCD EFGH JKMN",
            home: "linli.example"))
}

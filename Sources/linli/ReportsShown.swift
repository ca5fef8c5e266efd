import Core
import Fees

/// A collection report on a terminal.
enum CollectionShown {
    static func words(_ report: CollectionReport) -> String {
        let period =
            report.from == report.until
            ? report.from.chinese : "\(report.from.chinese)至\(report.until.chinese)"
        var table = table("")
        table.add(row("合计", report.total))
        for item in report.items { table.add(row(item.name, item.sum)) }
        for building in report.buildings { table.add(row("\(building.name)号楼", building.sum)) }
        var lines = [
            "\(report.compound) \(period) 收缴情况，截至 \(report.asOf)：", table.text,
        ]
        if report.earlier.owed > .zero {
            lines.append(
                "往年清欠：期初欠 \(report.earlier.owed.grouped) 元，已清 \(report.earlier.settled.grouped) 元，"
                    + "清欠率 \(report.earlier.rate.map(percent) ?? "—")")
        }
        return lines.joined(separator: "\n")
    }

    static func words(_ dashboard: CollectionDashboard) -> String {
        let report = dashboard.report
        var months = table("账期")
        for month in dashboard.months where month.sum.charged > .zero {
            months.add(row(month.month.description, month.sum))
        }
        var ages = TextTable([("账龄", .left), ("欠费", .right)])
        for bucket in AgeBucket.allCases {
            ages.add([bucket.chinese, dashboard.ageing[bucket].grouped])
        }
        ages.add(["合计", dashboard.ageing.open.grouped])
        return [
            words(report), "逐月：", months.text,
            "欠费（逾期 \(dashboard.overdueHouseholds) 户）：", ages.text,
        ].joined(separator: "\n")
    }

    static func words(_ overview: CollectionOverview, _ page: PageOptions) -> String {
        guard overview.count > 0 else { return "没有符合条件的小区。" }
        var table = TextTable([
            ("小区", .left), ("应收", .right), ("减免", .right), ("已收", .right), ("收缴率", .right),
            ("户收缴率", .right), ("累计未缴", .right),
        ])
        for compound in overview.rows {
            let name = (compound.region + [compound.compound]).joined(separator: "/")
            table.add(row(name, compound.sum) + [compound.open.grouped])
        }
        table.add(row("合计", overview.total) + [overview.open.grouped])
        return "\(overview.month.chinese) 各小区收缴情况：\n" + table.text + "\n"
            + page.footer(total: overview.count, unit: "个小区")
            + (overview.behind > 0 ? "；\(overview.behind) 个小区的数字正在更新" : "")
    }

    private static func table(_ first: String) -> TextTable {
        TextTable([
            (first, .left), ("应收", .right), ("减免", .right), ("已收", .right), ("收缴率", .right),
            ("户收缴率", .right),
        ])
    }

    private static func row(_ name: String, _ sum: CollectionReport.Sum) -> [String] {
        [
            name, sum.charged.grouped, sum.waived.grouped, sum.settled.grouped,
            sum.rate.map(percent) ?? "—", sum.householdRate.map(percent) ?? "—",
        ]
    }

    /// `0.0057` → `0.57%`: the same four places, the point moved.
    static func percent(_ fraction: String) -> String {
        guard let scaled = FixedPoint.parse(fraction, decimals: 4) else { return fraction }
        return FixedPoint.format(scaled, decimals: 2) + "%"
    }
}

/// A desk's day on a terminal.
enum CashierShown {
    static func words(_ report: CashierDay) -> String {
        guard report.total != CashierDay.Figures() else {
            return "\(report.compound) \(report.day) 没有收款、冲正或退款。"
        }
        var table = TextTable([
            ("经办", .left), ("方式", .left), ("收款笔数", .right), ("收款", .right), ("冲正", .right),
            ("退款", .right), ("净额", .right),
        ])
        for part in report.parts {
            table.add(row(part.clerk, part.channel.chinese, part.figures))
        }
        for (channel, figures) in report.channels where report.clerks.count > 1 {
            table.add(row("小计", channel.chinese, figures))
        }
        table.add(row("合计", "", report.total))
        var lines = ["\(report.compound) \(report.day) 收款日报：", table.text]
        if let receipts = report.receipts {
            lines.append("收据 \(receipts.lowerBound) 至 \(receipts.upperBound)")
        }
        if report.late > 0 {
            lines.append("其中补记以前收到的 \(report.late) 笔，\(report.lateAmount.grouped) 元")
        }
        return lines.joined(separator: "\n")
    }

    private static func row(
        _ clerk: String, _ channel: String, _ figures: CashierDay.Figures
    ) -> [String] {
        [
            clerk, channel, String(figures.payments), figures.received.grouped,
            figures.reversed.grouped, figures.refunded.grouped, figures.net.grouped,
        ]
    }
}

import ArgumentParser
import Core
import Fees
import Registry

struct StatementCommand: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "statement", abstract: "一户的对账单，以及每项收费是谁定的")

    @OptionGroup var who: PayerOptions
    @Option(help: "从这一天起（默认全部）") var from: String?
    @Option(help: "到这一天止") var until: String?
    @Option(help: "截至日期：其后的事不计（默认今天）") var asOf: String?
    @OptionGroup var options: GlobalOptions

    func perform(in house: House) async throws {
        let compound = try await house.compound(who.place.compound)
        let statement = try await ReadStatement(database: house.database).perform(
            ReadStatement.Input(
                scope: compound.scope, payer: try who.payer(), from: try CivilDate(optional: from),
                until: try CivilDate(optional: until), asOf: try CivilDate(optional: asOf)),
            by: house.actor, on: house.today)
        show(statement.json) { StatementShown.words(statement) }
    }
}

/// A statement on a terminal.
enum StatementShown {
    static func words(_ statement: Statement) -> String {
        let account = statement.account
        var lines = [
            "\(statement.compound) \(statement.household)  \(TextTable.printable(statement.obligor))  "
                + "截至 \(statement.until)",
            "期初 \(account.opening.grouped) + 应收 \(account.charged.grouped)"
                + " − 撤回 \(account.withdrawn.grouped) − 减免 \(account.waived.grouped)"
                + " − 已缴 \(account.paid.grouped) + 退款 \(account.refunded.grouped)"
                + " = 期末 \(account.closing.grouped) 元",
        ]
        if account.credit > .zero { lines.append("其中预存 \(account.credit.grouped) 元") }
        if statement.lines.isEmpty {
            lines.append("这段时间没有应收。")
        } else {
            lines.append(charges(of: statement))
        }
        if !statement.payments.isEmpty { lines.append(payments(statement.payments)) }
        return lines.joined(separator: "\n")
    }

    private static func charges(of statement: Statement) -> String {
        var table = TextTable([
            ("账期", .left), ("项目", .left), ("应收", .right), ("已抵", .right), ("减免", .right),
            ("未缴", .right), ("应缴日", .left), ("依据", .left),
        ])
        for line in statement.lines {
            let terms = statement.terms[line.origin]
            table.add([
                line.month.description,
                (terms?.name ?? line.item.text) + (line.stall.map { " \($0)" } ?? ""),
                line.amount.grouped, line.settled.grouped, line.waived.grouped, line.open.grouped,
                line.dueOn.description, terms.map { basis($0.basis) } ?? "",
            ])
        }
        return table.text
    }

    private static func basis(_ basis: FeeBasis) -> String {
        "\(basis.adoptedOn) 《\(basis.title)》" + (basis.isHistorical ? "（据原记录，未附计票）" : "")
    }

    private static func payments(_ payments: [Statement.Payment]) -> String {
        var table = TextTable([
            ("收款日", .left), ("收据", .left), ("方式", .left), ("金额", .right), ("说明", .left),
        ])
        for payment in payments {
            let remark =
                payment.reversedOn.map { "\($0) 冲正" }
                ?? (payment.refunded > .zero ? "已退 \(payment.refunded.grouped)" : "")
            table.add([
                payment.receivedOn.description, payment.receipt?.description ?? "（无）",
                payment.channel.chinese, payment.amount.grouped, remark,
            ])
        }
        return table.text
    }
}

struct ArrearsCommand: HouseCommand {
    static let configuration = CommandConfiguration(
        commandName: "arrears", abstract: "小区欠费与账龄")

    @OptionGroup var place: CompoundOption
    @Option(help: "截至日期（默认今天）") var asOf: String?
    @Option(help: "只看这一栋") var building: String?
    @Option(help: "只看欠了这么久或更久的：\(AgeBucket.words)") var age: AgeBucket?
    @Flag(help: "欠得最多的排在前面") var largest = false
    @OptionGroup var page: PageOptions
    @OptionGroup var options: GlobalOptions

    func perform(in house: House) async throws {
        let compound = try await house.compound(place.compound)
        let arrears = try await ReadArrears(database: house.database).perform(
            ReadArrears.Input(
                scope: compound.scope, asOf: try CivilDate(optional: asOf), building: building,
                search: page.search, age: age, order: largest ? .largest : .address,
                limit: page.limit, offset: page.offset),
            by: house.actor, on: house.today)
        show(arrears.json) {
            guard arrears.tenures > 0 else {
                return "\(compound.name) 截至 \(arrears.asOf) 没有符合条件的欠费。"
            }
            var table = TextTable(
                [("房号", .left), ("缴费义务人", .left), ("最早账期", .left), ("未缴合计", .right)]
                    + AgeBucket.allCases.map { ($0.chinese, .right) })
            for row in arrears.rows {
                table.add(
                    [
                        row.household.description,
                        TextTable.printable(row.obligor) + (row.isCurrent ? "" : "（原业主）"),
                        row.oldest.description, row.sum.open.grouped,
                    ] + AgeBucket.allCases.map { row.sum[$0].grouped })
            }
            table.add(
                ["合计", "", "", arrears.total.open.grouped]
                    + AgeBucket.allCases.map { arrears.total[$0].grouped })
            return "\(compound.name) 截至 \(arrears.asOf) 的欠费：\n" + table.text + "\n"
                + page.footer(total: arrears.tenures, unit: "个义务人")
                + (arrears.totalCredit > .zero ? "；另有预存 \(arrears.totalCredit.grouped) 元" : "")
        }
    }
}

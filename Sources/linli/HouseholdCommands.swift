import Application
import ArgumentParser
import Core
import Registry

struct HouseholdCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "household", abstract: "户：导入、查看、过户、查询链接",
        subcommands: [
            Import.self, List.self, Show.self, Transfer.self, Link.self, Links.self,
        ])

    struct Import: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "导入房屋业主表（CSV）")

        @OptionGroup var file: ImportOptions
        @OptionGroup var place: CompoundOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let bar = ProgressBar("导入", quiet: options.json)
            let outcome = try await ImportHouseholds(
                database: house.database, idNumberKey: house.installation.keys.idNumbers
            ).perform(file.request(for: compound.scope), by: house.actor)
            bar.finish()
            try ImportReport.show(
                outcome, unit: "户", preview: file.preview, json: options.json)
        }
    }

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出各户")

        @OptionGroup var place: CompoundOption
        @Option(help: "只列这一类：\(HouseholdKind.words)") var kind: HouseholdKind?
        @Option(help: "只列这栋楼，例如 3") var building: String?
        @OptionGroup var page: PageOptions
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let found = try await ListHouseholds(database: house.database).perform(
                ListHouseholds.Input(
                    scope: compound.scope, search: page.search, kind: kind, building: building,
                    limit: page.limit, offset: page.offset),
                by: house.actor)
            show(
                [
                    "compound": .string(compound.name), "total": JSON(found.total),
                    "households": JSON(found.rows),
                ]
            ) {
                guard found.total > 0 else {
                    return page.search == nil && kind == nil && building == nil
                        ? "“\(compound.name)”还没有登记的户：请用 linli household import 导入房屋业主表。"
                        : "没有符合“\(page.search ?? building ?? kind?.chinese ?? "")”的户。"
                }
                var table = TextTable([
                    ("房号", .left), ("类型", .left), ("面积㎡", .right), ("业主", .left),
                ])
                for row in found.rows {
                    table.add([
                        row.household.code.description, row.household.kind.chinese,
                        row.household.area?.description ?? "未登记", row.owners,
                    ])
                }
                return (found.rows.isEmpty ? "" : table.text + "\n")
                    + page.footer(total: found.total, unit: "户")
            }
        }
    }

    struct Show: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "查看一户：面积、业主、历任缴费义务人、车位")

        @Argument(help: "房号，例如 3-2-501") var household: String
        @OptionGroup var place: CompoundOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let found = try await ReadHousehold(database: house.database).perform(
                try HouseholdCode(entry: household), in: compound.scope, by: house.actor)
            show(found.json) { HouseholdShown.words(found) }
        }
    }

    struct Transfer: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "过户：结束现业主的任期，开始新业主的任期",
            discussion: "欠费跟人走：原业主的欠费、查询链接仍归原业主；新业主有自己的链接。")

        @Argument(help: "房号，例如 3-2-501") var household: String
        @OptionGroup var place: CompoundOption
        @Option(name: .customLong("on"), help: "过户日期，例如 2021-12-01") var day: String
        @Option(name: .customLong("owner"), help: "新业主姓名；共有人各写一次") var owners: [String]
        @Option(name: .customLong("phone"), help: "电话，与 --owner 同序") var phones: [String] = []
        @Option(name: .customLong("share"), help: "份额，例如 1/2，与 --owner 同序")
        var shares: [String] = []
        @Flag(help: "新义务人是开发企业（未售或未交付）") var developer = false
        @Flag(help: "原业主承租的车位由新业主续租") var keepStalls = false
        @Flag(help: "只预览，不写入") var preview = false
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard phones.count <= owners.count, shares.count <= owners.count else {
                throw ValidationError("--phone、--share 不能多于 --owner")
            }
        }

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let input = TransferHousehold.Input(
                scope: compound.scope, household: try HouseholdCode(entry: household),
                day: try CivilDate(entry: day), obligor: developer ? .developer : .owner,
                owners: try newOwners(), keepsStalls: keepStalls)
            if preview { return try await show(input, in: house) }
            let outcome = try await TransferHousehold(database: house.database).perform(
                input, by: house.actor, on: house.today)
            show(outcome.json) {
                guard outcome.changed else { return "此前已这样登记过，没有改动。" }
                let stalls = outcome.stalls.joined(separator: "、")
                let lease =
                    stalls.isEmpty
                    ? "" : keepStalls ? "车位 \(stalls) 由新业主续租。" : "车位 \(stalls) 的租约已随原业主结束。"
                return "已过户：\(outcome.household) 自 \(outcome.day) 起由 "
                    + "\(owners.joined(separator: "、")) 缴费。\(lease)"
                    + "请用 linli household link \(outcome.household) 打印新的查询链接。"
            }
        }

        private func show(_ input: TransferHousehold.Input, in house: House) async throws {
            let found = try await PreviewTransfer(database: house.database).perform(
                input, by: house.actor, on: house.today)
            show(found.json) {
                guard found.changes else { return "预览：登记的就是这样，不会有改动。" }
                let until = found.until.map { "，此前由 \($0.ownerNames) 缴费" } ?? ""
                let stalls = found.stalls.joined(separator: "、")
                let leases =
                    stalls.isEmpty
                    ? "" : keepStalls ? "车位 \(stalls) 将由新业主续租。" : "车位 \(stalls) 的租约将结束。"
                return "预览：\(input.household) 将自 \(found.day) 起由 "
                    + "\(owners.joined(separator: "、")) 缴费\(until)。\(leases)"
            }
        }

        private func newOwners() throws -> [TransferHousehold.NewOwner] {
            try owners.enumerated().map { index, name in
                var share: Owner.Share?
                if index < shares.count {
                    guard let read = Owner.Share(shares[index]) else {
                        throw MalformedValue(
                            code: "malformedShare",
                            sentence: "份额“\(shares[index].prefix(20))”无法识别：请写成 1/2 的形式，不超过 1。")
                    }
                    share = read
                }
                return TransferHousehold.NewOwner(
                    name: name, phone: index < phones.count ? phones[index] : nil, share: share)
            }
        }
    }
}

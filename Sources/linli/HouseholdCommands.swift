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
        @OptionGroup var page: PageOptions
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let (total, households) = try await house.database.withConnection { connection in
                try await page.read { limit, offset in
                    let found = try await HouseholdStore.list(
                        in: compound.scope, search: page.search, limit: limit, offset: offset,
                        on: connection)
                    return (found.total, found.households)
                }
            }
            let json: JSON = [
                "compound": .string(compound.name), "total": JSON(total),
                "households": .array(
                    households.map { row in
                        [
                            "household": JSON(row.household.code),
                            "kind": .string(row.household.kind.rawValue),
                            "area": JSON(row.household.area?.description),
                            "owners": .string(row.owners),
                        ]
                    }),
            ]
            show(json) {
                guard total > 0 else {
                    return page.search == nil
                        ? "“\(compound.name)”还没有登记的户：请用 linli household import 导入房屋业主表。"
                        : "没有符合“\(page.search ?? "")”的户。"
                }
                var table = TextTable([
                    ("房号", .left), ("类型", .left), ("面积㎡", .right), ("业主", .left),
                ])
                for row in households {
                    table.add([
                        row.household.code.description, row.household.kind.chinese,
                        row.household.area?.description ?? "未登记", row.owners,
                    ])
                }
                return (households.isEmpty ? "" : table.text + "\n")
                    + page.footer(total: total, unit: "户")
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
            let code = try HouseholdCode(entry: household)
            let (found, tenures, stalls) = try await house.database.withConnection { connection in
                guard
                    let found = try await HouseholdStore.find(
                        code, in: compound.scope, on: connection)
                else {
                    throw HouseholdRefusal.unknownHousehold(
                        code.description, compound: compound.name)
                }
                let tenures = try await HouseholdStore.tenures(
                    of: found.id, in: compound.scope, on: connection)
                let stalls = try await StallStore.list(
                    in: compound.scope, search: code.description, limit: 100, offset: 0,
                    on: connection
                ).stalls.filter { $0.lease?.household == code }
                return (found, tenures, stalls)
            }
            show(HouseholdShown.json(compound, found, tenures, stalls)) {
                HouseholdShown.words(compound, found, tenures, stalls)
            }
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
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard phones.count <= owners.count, shares.count <= owners.count else {
                throw ValidationError("--phone、--share 不能多于 --owner")
            }
        }

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let outcome = try await TransferHousehold(database: house.database).perform(
                TransferHousehold.Input(
                    scope: compound.scope, household: try HouseholdCode(entry: household),
                    day: try CivilDate(entry: day), obligor: developer ? .developer : .owner,
                    owners: try newOwners(), keepsStalls: keepStalls),
                by: house.actor, on: house.today)
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

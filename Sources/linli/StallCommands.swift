import ArgumentParser
import Core
import Registry

struct StallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stall", abstract: "车位：导入、查看、出租、退租",
        subcommands: [Import.self, List.self, Show.self, Lease.self, Release.self])

    struct Import: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "导入车位表（CSV）")

        @OptionGroup var file: ImportOptions
        @OptionGroup var place: CompoundOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let outcome = try await ImportStalls(database: house.database).perform(
                file.request(for: compound.scope), by: house.actor)
            try ImportReport.show(
                outcome, unit: "个车位", preview: file.preview, json: options.json)
        }
    }

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出车位")

        @OptionGroup var place: CompoundOption
        @Flag(help: "只列没有出租的") var free = false
        @OptionGroup var page: PageOptions
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let found = try await ListStalls(database: house.database).perform(
                ListStalls.Input(
                    scope: compound.scope, search: page.search, isLeased: free ? false : nil,
                    limit: page.limit, offset: page.offset),
                by: house.actor)
            show(
                [
                    "compound": .string(compound.name), "total": JSON(found.total),
                    "stalls": JSON(found.stalls),
                ]
            ) {
                guard found.total > 0 else {
                    return page.search == nil && !free
                        ? "“\(compound.name)”还没有登记的车位：请用 linli stall import 导入车位表。"
                        : "没有符合“\(page.search ?? "未出租")”的车位。"
                }
                var table = TextTable([
                    ("车位", .left), ("产权", .left), ("承租户", .left), ("起租", .left), ("车牌", .left),
                ])
                for stall in found.stalls {
                    table.add([
                        stall.code, stall.title.chinese,
                        stall.lease?.household.description ?? "未出租",
                        stall.lease?.from.description ?? "", stall.lease?.plate ?? "",
                    ])
                }
                return (found.stalls.isEmpty ? "" : table.text + "\n")
                    + page.footer(total: found.total, unit: "个车位")
            }
        }
    }

    struct Show: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "查看一个车位：产权、历次租约")

        @Argument(help: "车位号") var stall: String
        @OptionGroup var place: CompoundOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let found = try await ReadStall(database: house.database).perform(
                stall, in: compound.scope, by: house.actor)
            show(found.json) {
                let heading =
                    "\(compound.name) 车位 \(found.stall.code)（\(found.stall.title.chinese)）"
                guard !found.leases.isEmpty else { return heading + "，还没有出租过。" }
                var table = TextTable([
                    ("承租户", .left), ("业主", .left), ("起租", .left), ("止", .left), ("车牌", .left),
                ])
                for lease in found.leases {
                    table.add([
                        lease.household.description, lease.owners, lease.from.description,
                        lease.until?.description ?? "", lease.plate ?? "",
                    ])
                }
                return heading + "\n" + table.text
            }
        }
    }

    struct Lease: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "把车位租给一户")

        @Argument(help: "车位号") var stall: String
        @OptionGroup var place: CompoundOption
        @Option(help: "承租户的房号") var household: String
        @Option(help: "起租月份，例如 2021-11") var from: String
        @Option(help: "车牌号") var plate: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let code = try HouseholdCode(entry: household)
            let month = try BillingMonth(entry: from)
            let changed = try await LeaseStall(database: house.database).perform(
                LeaseStall.Input(
                    scope: compound.scope, stall: stall, household: code, from: month,
                    plate: plate),
                by: house.actor)
            show(
                [
                    "stall": .string(stall), "household": JSON(code), "from": JSON(month),
                    "changed": .bool(changed),
                ]
            ) {
                changed ? "车位 \(stall) 自 \(month) 起租给 \(code)。" : "此前已这样登记过，没有改动。"
            }
        }
    }

    struct Release: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "车位退租")

        @Argument(help: "车位号") var stall: String
        @OptionGroup var place: CompoundOption
        @Option(help: "最后一个计费月份，例如 2022-03") var until: String
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let month = try BillingMonth(entry: until)
            try await ReleaseStall(database: house.database).perform(
                stall: stall, in: compound.scope, after: month, by: house.actor)
            show(["stall": .string(stall), "until": JSON(month)]) {
                "车位 \(stall) 已退租，最后计费月份 \(month)。"
            }
        }
    }
}

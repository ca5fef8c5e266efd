import ArgumentParser
import Core
import Registry

struct CompoundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compound", abstract: "小区：登记、列出、查看",
        subcommands: [Add.self, List.self, Show.self])

    struct Add: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "登记一个小区")

        @Argument(help: "小区名称") var name: String
        @Option(help: "市") var city = "许昌市"
        @Option(help: "县（市、区）") var county: String
        @Option(help: "街道") var street: String?
        @Option(help: "社区") var community: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await AddCompound(database: house.database).perform(
                AddCompound.Input(
                    name: name, city: city, county: county, street: street, community: community),
                by: house.actor)
            show(compound.json) {
                "已登记：\(compound.region.joined(separator: " / ")) / \(compound.name)"
            }
        }
    }

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出小区")

        @Option(help: "只列这个地区的，例如 魏都区（region list 可查）") var region: String?
        @OptionGroup var page: PageOptions
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            var within: RegionID?
            if let region {
                let regions = try await ListRegions(database: house.database).perform(
                    by: house.actor)
                within = try Region.named(region, in: regions).id
            }
            let found = try await ListCompounds(database: house.database).perform(
                ListCompounds.Input(
                    search: page.search, region: within, limit: page.limit, offset: page.offset),
                by: house.actor)
            show(found.json) {
                guard found.total > 0 else {
                    return page.search == nil && region == nil
                        ? "还没有登记小区：请用 linli compound add 名称 --county 县区 登记，"
                            + "或用 linli example load 装入示例。"
                        : "没有名称含“\(page.search ?? region ?? "")”的小区。"
                }
                var table = TextTable([
                    ("小区", .left), ("所在", .left), ("户", .right), ("车位", .right),
                ])
                for row in found.rows {
                    table.add([
                        row.compound.name, row.compound.region.joined(separator: " / "),
                        String(row.households), String(row.stalls),
                    ])
                }
                return (found.rows.isEmpty ? "" : table.text + "\n")
                    + page.footer(total: found.total, unit: "个小区")
            }
        }
    }

    struct Show: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "查看一个小区：户数、楼栋、车位")

        @Argument(help: "小区名称") var compound: String
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let scope = try await house.compound(compound).scope
            let found = try await ReadCompound(database: house.database).perform(
                scope, by: house.actor)
            show(found.json) {
                let kinds = found.kinds.map { "\($0.kind.chinese) \($0.households)" }
                var lines = [
                    (found.compound.region + [found.compound.name]).joined(separator: " / "),
                    "共 \(found.households) 户"
                        + (kinds.isEmpty ? "" : "（\(kinds.joined(separator: "，"))）")
                        + "，面积 \(found.area) ㎡",
                    "车位 \(found.stalls) 个，已出租 \(found.leasedStalls) 个",
                ]
                if found.withoutArea > 0 { lines.append("未登记面积：\(found.withoutArea) 户") }
                if found.withoutTenure > 0 { lines.append("没有缴费义务人：\(found.withoutTenure) 户") }
                for building in found.buildings {
                    lines.append("  \(building.name) 号楼  \(building.households) 户")
                }
                return lines.joined(separator: "\n")
            }
        }
    }
}

struct OrganisationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organisation", abstract: "单位：登记、列出", subcommands: [Add.self, List.self])

    struct Add: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "登记一个单位")

        @Argument(help: "单位名称") var name: String
        @Option(help: "类别：\(Organisation.Kind.words)")
        var kind: Organisation.Kind
        @Option(help: "所在地：市（其成员可查阅所在地内的小区；物业服务企业不必写）") var city: String?
        @Option(help: "县（市、区）") var county: String?
        @Option(help: "街道") var street: String?
        @Option(help: "社区") var community: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let (organisation, added) = try await AddOrganisation(database: house.database)
                .perform(kind: kind, name: name, region: try region(), by: house.actor)
            show(organisation.json) {
                added
                    ? "已登记：\(organisation.kind.chinese) \(organisation.name)"
                    : "“\(organisation.name)”早已登记，没有改动。"
            }
        }

        /// From the city down. Where anything below it is named, the city is 许昌市 as for compounds.
        ///
        /// - Throws: `AddOrganisation.Failure.regionIncomplete` where one between is missing.
        private func region() throws -> [String] {
            let below = [county, street, community]
            let isNamed = city != nil || below.contains { $0 != nil }
            let path = isNamed ? [city ?? "许昌市"] + below : []
            let named = path.prefix { $0 != nil }.compactMap(\.self)
            guard named.count == path.count(where: { $0 != nil }) else {
                throw AddOrganisation.Failure.regionIncomplete
            }
            return named
        }
    }

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出单位")

        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let organisations = try await house.database.withConnection {
                try await OrganisationStore.list(on: $0)
            }
            show(["organisations": JSON(organisations)]) {
                guard !organisations.isEmpty else {
                    return "还没有登记单位：请用 linli organisation add 名称 --kind property-company 登记。"
                }
                var table = TextTable([("单位", .left), ("类别", .left), ("所在", .left)])
                for organisation in organisations {
                    table.add([
                        organisation.name, organisation.kind.chinese,
                        organisation.region.joined(separator: " / "),
                    ])
                }
                return table.text
            }
        }
    }
}

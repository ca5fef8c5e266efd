import ArgumentParser
import Core
import Registry

struct CompoundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compound", abstract: "小区：登记、列出", subcommands: [Add.self, List.self])

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

        @Option(help: "只列名称中含有这些字的") var search: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let all = try await house.database.withConnection {
                try await CompoundStore.list(on: $0)
            }
            let compounds = all.filter { compound in
                search.map { compound.name.contains($0) } ?? true
            }
            show(["compounds": JSON(compounds)]) {
                guard !compounds.isEmpty else {
                    return search == nil
                        ? "还没有登记小区：请用 linli compound add 名称 --county 县区 登记，"
                            + "或用 linli example load 装入示例。"
                        : "没有名称含“\(search ?? "")”的小区。"
                }
                var table = TextTable([("小区", .left), ("所在", .left)])
                for compound in compounds {
                    table.add([compound.name, compound.region.joined(separator: " / ")])
                }
                return table.text
            }
        }
    }
}

extension Compound: JSONConvertible {
    public var json: JSON {
        [
            "id": JSON(scope), "name": .string(name), "region": .array(region.map(JSON.string)),
        ]
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
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let (organisation, added) = try await AddOrganisation(database: house.database)
                .perform(kind: kind, name: name, by: house.actor)
            show(organisation.json) {
                added
                    ? "已登记：\(organisation.kind.chinese) \(organisation.name)"
                    : "“\(organisation.name)”早已登记，没有改动。"
            }
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
                var table = TextTable([("单位", .left), ("类别", .left)])
                for organisation in organisations {
                    table.add([organisation.name, organisation.kind.chinese])
                }
                return table.text
            }
        }
    }
}

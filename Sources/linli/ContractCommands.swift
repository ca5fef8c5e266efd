import ArgumentParser
import Contracts
import Core
import Registry
import Resolutions

struct ContractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contract", abstract: "物业合同：登记、终止、列出",
        subcommands: [Record.self, End.self, List.self])

    struct Record: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "登记物业合同：履行期间，该企业的人员可办理该小区的事务")

        @OptionGroup var place: CompoundOption
        @Option(help: "物业服务企业") var company: String
        @Option(help: "第一天") var from: String
        @Option(help: "最后一天（默认不定）") var until: String?
        @Option(help: "依据的决议编号（resolution list 可查）") var resolution: Int64
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let company = try await house.organisation(company, kind: .propertyCompany)
            let contract = try await RecordServiceContract(database: house.database).perform(
                RecordServiceContract.Input(
                    compound: compound.scope, company: company.scope,
                    from: try CivilDate(entry: from), until: try CivilDate(optional: until),
                    resolution: ResolutionID(resolution)),
                by: house.actor)
            show(contract.json(on: house.today)) {
                "已登记物业合同，编号 \(contract.id)：\(ContractShown.words(contract))。"
            }
        }
    }

    struct End: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "提前终止物业合同：次日起该企业的人员不能再查阅该小区")

        @Argument(help: "合同编号（contract list 可查）") var contract: Int64
        @OptionGroup var place: CompoundOption
        @Option(help: "最后一天（默认今天）") var on: String?
        @Option(help: "原因") var reason: String
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let ended = try await EndServiceContract(database: house.database).perform(
                EndServiceContract.Input(
                    compound: compound.scope, contract: ContractID(contract),
                    lastDay: try CivilDate(optional: on) ?? house.today, reason: reason),
                by: house.actor)
            show(ended.json(on: house.today)) { "已终止物业合同：\(ContractShown.words(ended))。" }
        }
    }

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出物业合同")

        @Option(help: "只列这个小区的") var compound: String?
        @Option(help: "只列这家物业服务企业的") var company: String?
        @OptionGroup var pages: PlainPageOptions
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            var input: (compound: ScopeID?, company: ScopeID?)
            if let compound { input.compound = try await house.compound(compound).scope }
            if let company {
                input.company =
                    try await house.organisation(company, kind: .propertyCompany).scope
            }
            let listed = try await ListServiceContracts(database: house.database).perform(
                ListServiceContracts.Input(
                    compound: input.compound, company: input.company, limit: pages.limit,
                    offset: pages.offset),
                by: house.actor)
            show(listed.json(on: house.today)) {
                guard !listed.contracts.isEmpty else {
                    return "没有这样的物业合同：请用 linli contract record 登记。"
                }
                var table = TextTable([
                    ("编号", .right), ("小区", .left), ("物业服务企业", .left), ("起", .left), ("止", .left),
                    ("状态", .left), ("依据", .left),
                ])
                for contract in listed.contracts {
                    table.add([
                        contract.id.description, contract.compoundName, contract.companyName,
                        contract.from.description, contract.until?.description ?? "",
                        contract.state(on: house.today).chinese,
                        "《\(contract.resolutionTitle)》（\(contract.resolutionKind.chinese)）",
                    ])
                }
                return table.text + "\n" + pages.footer(total: listed.count, unit: "份合同")
            }
        }
    }
}

/// A contract on a terminal.
enum ContractShown {
    static func words(_ contract: ServiceContract) -> String {
        "\(contract.companyName) 服务 \(contract.compoundName)，\(contract.from) 起"
            + (contract.until.map { "至 \($0)" } ?? "")
            + "，依据《\(contract.resolutionTitle)》"
    }
}

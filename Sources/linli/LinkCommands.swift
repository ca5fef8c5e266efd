import Application
import ArgumentParser
import Core
import Registry

extension HouseholdCommand {
    /// The address that residents' links begin with.
    struct AddressOption: ParsableArguments {
        @Option(name: .customLong("base-url"), help: "链接的开头（默认 http:// 加监听地址）")
        var base: String?

        func link(_ token: ResidentToken, listen: (host: String, port: Int)) -> String {
            let start =
                base ?? Settings.environment("LINLI_BASE_URL")
                ?? "http://\(listen.host.contains(":") ? "[\(listen.host)]" : listen.host):\(listen.port)"
            return "\(start.hasSuffix("/") ? String(start.dropLast()) : start)/r/\(token.text)"
        }
    }

    struct Link: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "一户的查询链接和查询码",
            discussion: "没有就签发；有就原样再给一次；--renew 作废旧的、换新的；--revoke 只作废，可用 --tenure 指明以前哪一任的。")

        @Argument(help: "房号，例如 3-2-501") var household: String
        @OptionGroup var place: CompoundOption
        @Flag(help: "作废现有链接，换一个新的") var renew = false
        @Flag(help: "作废现有链接，不再签发") var revoke = false
        @Option(help: "与 --revoke 同用：作废这一任（任期编号）的链接") var tenure: Int64?
        @OptionGroup var address: AddressOption
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard !(renew && revoke) else { throw ValidationError("--renew 与 --revoke 只能选一个") }
            guard revoke || tenure == nil else { throw ValidationError("--tenure 须与 --revoke 同用") }
        }

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let code = try HouseholdCode(entry: household)
            if revoke {
                try await RevokeResidentLink(database: house.database).perform(
                    household: code, tenure: tenure.map { TenureID($0) }, in: compound.scope,
                    by: house.actor)
                show(["household": JSON(code), "revoked": true]) { "\(code) 的查询链接已作废。" }
                return
            }
            let links = try await IssueResidentLinks(
                database: house.database, signer: house.installation.keys.residentLinks
            ).perform(
                IssueResidentLinks.Input(scope: compound.scope, household: code, renew: renew),
                by: house.actor)
            let listen = try options.settings().listen
            for link in links {
                show(link.json(address.link(link.token, listen: listen))) {
                    "\(compound.name) \(link.household)\n链接：\(address.link(link.token, listen: listen))\n"
                        + "查询码：\(link.accessCode)（在首页填小区、房号和查询码）"
                }
            }
        }
    }

    struct Links: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "全小区各户的查询链接和查询码，供印在缴费通知单上")

        @OptionGroup var place: CompoundOption
        @OptionGroup var address: AddressOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let links = try await IssueResidentLinks(
                database: house.database, signer: house.installation.keys.residentLinks
            ).perform(
                IssueResidentLinks.Input(scope: compound.scope, household: nil), by: house.actor)
            let listen = try options.settings().listen
            let json = JSON.array(links.map { $0.json(address.link($0.token, listen: listen)) })
            show(["compound": .string(compound.name), "links": json]) {
                guard !links.isEmpty else { return "“\(compound.name)”还没有可签发链接的户。" }
                var table = TextTable([("房号", .left), ("查询码", .left), ("链接", .left)])
                for link in links {
                    table.add([
                        link.household.description, link.accessCode,
                        address.link(link.token, listen: listen),
                    ])
                }
                return table.text
            }
        }
    }
}

extension IssueResidentLinks.Link {
    func json(_ address: String) -> JSON {
        [
            "household": JSON(household), "link": .string(address), "token": .string(token.text),
            "accessCode": .string(accessCode), "generation": JSON(generation),
            "isNew": .bool(isNew),
        ]
    }
}

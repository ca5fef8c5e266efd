import Access
import Accounts
import ArgumentParser
import Core
import Registry

struct AppointmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appointment", abstract: "任职：提名、确认、结束、列出",
        subcommands: [Propose.self, Confirm.self, End.self, List.self])

    /// To what body; neither is the installation itself.
    struct BodyOptions: ParsableArguments {
        @Option(help: "任职的单位") var organisation: String?
        @Option(help: "任职的小区；重名时写 上级/名称") var compound: String?

        func validate() throws {
            guard organisation == nil || compound == nil else {
                throw ValidationError("--organisation 与 --compound 只能写一个")
            }
        }

        /// Nil where neither was named.
        func find(in house: House) async throws -> ScopeID? {
            if let compound { return try await house.compound(compound).scope }
            guard let organisation else { return nil }
            return try await house.organisation(organisation).scope
        }
    }

    struct Propose: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "提名任职：由另一人确认后生效")

        @Argument(help: "登录名") var name: String
        @Option(help: "角色：\(Role.words)") var role: Role
        @OptionGroup var place: BodyOptions
        @Option(help: "第一天（默认今天）") var from: String?
        @Option(help: "最后一天（默认不定）") var until: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let record = try await ProposeAppointment(database: house.database).perform(
                ProposeAppointment.Input(
                    account: name, role: role,
                    body: try await place.find(in: house) ?? .installation,
                    from: try CivilDate(optional: from) ?? house.today,
                    until: try CivilDate(optional: until)),
                by: house.actor, on: house.today)
            show(record.json(on: house.today)) {
                "已提名，编号 \(record.id)：\(AppointmentShown.words(record))。"
                    + "须由另一人确认（linli appointment confirm \(record.id)）。"
            }
        }
    }

    struct Confirm: HouseCommand {
        static let configuration = CommandConfiguration(
            abstract: "确认任职：提名人和本人不能确认")

        @Argument(help: "任职编号（appointment list 可查）") var appointment: Int64
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let record = try await ConfirmAppointment(database: house.database).perform(
                AppointmentID(appointment), by: house.actor, at: house.now, on: house.today)
            show(record.json(on: house.today)) { "已确认：\(AppointmentShown.words(record))。" }
        }
    }

    struct End: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "结束任职或撤回提名：立即生效")

        @Argument(help: "任职编号（appointment list 可查）") var appointment: Int64
        @Option(help: "原因") var reason: String
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let record = try await EndAppointment(database: house.database).perform(
                EndAppointment.Input(appointment: AppointmentID(appointment), reason: reason),
                by: house.actor, on: house.today)
            show(record.json(on: house.today)) { "已结束：\(AppointmentShown.words(record))。" }
        }
    }

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出任职")

        @OptionGroup var place: BodyOptions
        @Option(help: "只列这种状态的：\(AppointmentRecord.State.words)")
        var state: AppointmentRecord.State?
        @OptionGroup var pages: PageOptions
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let listed = try await ListAppointments(database: house.database).perform(
                ListAppointments.Input(
                    body: try await place.find(in: house), state: state, search: pages.search,
                    limit: pages.limit, offset: pages.offset),
                by: house.actor, on: house.today)
            show(listed.json) {
                guard !listed.appointments.isEmpty else { return "没有这样的任职。" }
                var table = TextTable([
                    ("编号", .right), ("登录名", .left), ("姓名", .left), ("角色", .left), ("单位", .left),
                    ("起", .left), ("止", .left), ("状态", .left), ("提名", .left), ("确认", .left),
                ])
                for record in listed.appointments {
                    table.add([
                        record.id.description, record.account.name, record.account.displayName,
                        record.role.title, record.bodyName, record.from.description,
                        record.until?.description ?? "", record.state(on: house.today).chinese,
                        record.proposedBy, record.confirmedBy ?? "",
                    ])
                }
                return table.text + "\n" + pages.footer(total: listed.count, unit: "项任职")
            }
        }
    }
}

/// An appointment on a terminal.
enum AppointmentShown {
    static func words(_ record: AppointmentRecord) -> String {
        "\(record.account.displayName)（\(record.account.name)）任 \(record.bodyName) "
            + "\(record.role.title)，\(record.from) 起"
            + (record.until.map { "至 \($0)" } ?? "")
    }
}

/// Why an organisation that was named cannot be taken.
enum OrganisationRefusal: Refusal, Equatable {
    case unknownOrganisation(String)
    case ambiguousOrganisation(String, kinds: [String])

    var code: String {
        switch self {
        case .unknownOrganisation: "unknownOrganisation"
        case .ambiguousOrganisation: "ambiguousOrganisation"
        }
    }

    var sentence: String {
        switch self {
        case .unknownOrganisation(let name):
            "没有名为“\(name)”的单位：请用 linli organisation list 查看，或先用 linli organisation add 登记。"
        case .ambiguousOrganisation(let name, let kinds):
            "名为“\(name)”的单位不止一个（\(kinds.joined(separator: "、"))），请换用不重名的单位。"
        }
    }
}

extension House {
    /// - Throws: `OrganisationRefusal`.
    func organisation(_ name: String, kind: Organisation.Kind? = nil) async throws -> Organisation {
        let named = try await database.withConnection {
            try await OrganisationStore.list(named: name, on: $0)
        }.filter { kind == nil || $0.kind == kind }
        guard let found = named.first else { throw OrganisationRefusal.unknownOrganisation(name) }
        guard named.count == 1 else {
            throw OrganisationRefusal.ambiguousOrganisation(
                name, kinds: named.map(\.kind.chinese))
        }
        return found
    }
}

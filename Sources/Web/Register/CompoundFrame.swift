import Access
import Core
import Hummingbird
import Registry

/// Where the pages of one compound are.
struct CompoundPath: Sendable, CustomStringConvertible {
    let scope: ScopeID

    var description: String { "/compounds/\(scope)" }
    var households: String { "\(self)/households" }
    var stalls: String { "\(self)/stalls" }
    var imports: String { "\(self)/imports" }
    var resolutions: String { "\(self)/resolutions" }

    func household(_ code: HouseholdCode) -> String {
        "\(households)/\(URLText.escape(code.description))"
    }

    func stall(_ code: String) -> String { "\(stalls)/\(URLText.escape(code))" }
    func resolution(_ id: some CustomStringConvertible) -> String { "\(resolutions)/\(id)" }
    func receipt(_ number: some CustomStringConvertible) -> String { "\(self)/receipts/\(number)" }
}

/// What stands above every page of one compound: its name, and the ways to its other pages as far
/// as they are open to whoever looks.
struct CompoundFrame: Sendable {
    /// A page of every compound.
    struct Entry: Sendable {
        let title: String
        /// After `/compounds/{scope}`.
        let path: String
        let permission: Permission
    }

    struct Tab: Sendable {
        let title: String
        let path: String
        let isCurrent: Bool
    }

    /// In the order in which they are shown.
    static let entries = [
        Entry(title: "概况", path: "", permission: .readRegister),
        Entry(title: "住户", path: "/households", permission: .readRegister),
        Entry(title: "车位", path: "/stalls", permission: .readRegister),
        Entry(title: "决议", path: "/resolutions", permission: .readRegister),
        Entry(title: "导入", path: "/imports", permission: .readRegister),
        Entry(title: "收费标准", path: "/schedules", permission: .readFees),
        Entry(title: "出账", path: "/bills", permission: .readFees),
        Entry(title: "缴费", path: "/payments", permission: .readFees),
        Entry(title: "欠费", path: "/arrears", permission: .readFees),
        Entry(title: "收款日报", path: "/cashier", permission: .readFees),
        Entry(title: "收缴情况", path: "/dashboard", permission: .readReports),
        Entry(title: "异议", path: "/disputes", permission: .readFees),
    ]

    let name: String
    let path: String
    let tabs: [Tab]
}

extension CompoundFrame {
    init(_ desk: Desk, name: String) {
        let root = CompoundPath(scope: desk.scope).description
        let rest = desk.path.dropFirst(root.count)
        let section = rest.split(separator: "/").first.map { "/\($0)" } ?? ""
        self.name = name
        path = root
        tabs = CompoundFrame.entries.filter { desk.may($0.permission, in: desk.scope) }.map {
            Tab(title: $0.title, path: root + $0.path, isCurrent: $0.path == section)
        }
    }
}

extension Desk {
    /// The pages of the compound that this page is of.
    var compound: CompoundPath { CompoundPath(scope: scope) }

    /// The frame of a page that has not read the compound's name by the way.
    func frame() async throws -> CompoundFrame {
        let name = try await ReadCompoundName(database: database).perform(
            scope, by: actor(for: .readRegister))
        return CompoundFrame(self, name: name)
    }

    /// The household that the path names.
    ///
    /// - Throws: `WebError.notFound` where it is no address.
    func householdCode() throws -> HouseholdCode {
        guard let code = HouseholdCode(written: try parameter("code")) else {
            throw WebError.notFound
        }
        return code
    }
}

/// `1号楼1单元101室`; parts that are words already stay as they are.
extension HouseholdCode {
    var chinese: String { ResidentView.address(self) }
}

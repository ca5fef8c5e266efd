import Access
import Core
import Postgres
import Registry

/// Reads the bills of a month to be printed: a building at a time, or a small compound at once.
public struct ReadBillSheets: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let month: BillingMonth
        /// Nil for the whole compound.
        public let building: String?

        public init(scope: ScopeID, month: BillingMonth, building: String? = nil) {
            self.scope = scope
            self.month = month
            self.building = building
        }
    }

    public enum Failure: Refusal, Equatable {
        case notBilled(BillingMonth)
        case unknownBuilding(String, buildings: [String])
        case tooMany(Int, buildings: [String])

        /// Those that there are to choose from.
        public var buildings: [String] {
            switch self {
            case .notBilled: []
            case .unknownBuilding(_, let buildings), .tooMany(_, let buildings): buildings
            }
        }

        public var code: String {
            switch self {
            case .notBilled: "notBilled"
            case .unknownBuilding: "unknownBuilding"
            case .tooMany: "tooManyBills"
            }
        }

        public var sentence: String {
            switch self {
            case .notBilled(let month): "\(month) 还没有出账，没有可打印的账单。"
            case .unknownBuilding(let building, _):
                "“\(building.prefix(20))”这栋楼这个月没有账单：请从列表中选一栋。"
            case .tooMany(let count, _):
                "共 \(count) 份账单，一次最多打印 \(ReadBillSheets.most) 份：请按楼栋打印。"
            }
        }
    }

    /// Bills printed at once: a thousand sheets of A4 are more than a printer holds, and the page
    /// takes some 8 MB.
    public static let most = 2_000

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `Failure`, `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> BillSheets {
        try actor.require(.bill, in: input.scope)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            let buildings = try await BillSheetStore.buildings(
                of: input.month, in: input.scope, on: connection)
            guard !buildings.isEmpty else { throw Failure.notBilled(input.month) }
            let wanted = buildings.filter { building, _ in
                input.building.map { $0 == building } ?? true
            }
            guard !wanted.isEmpty else {
                throw Failure.unknownBuilding(
                    input.building ?? "", buildings: buildings.map(\.building))
            }
            let count = wanted.reduce(0) { $0 + $1.tenures }
            guard count <= ReadBillSheets.most else {
                throw Failure.tooMany(count, buildings: buildings.map(\.building))
            }
            let results = try await connection.pipeline([
                BillSheetStore.headers(
                    of: input.month, building: input.building, in: input.scope),
                BillSheetStore.lines(of: input.month, building: input.building, in: input.scope),
            ])
            let headers = try results[0].map(BillSheetStore.header)
            let lines = try results[1].map(BillSheetStore.line)
            let terms = try await connection.query(
                FeeTermsStore.reading(Set(lines.map(\.1.origin)), in: input.scope))
            let compound = try await CompoundStore.name(of: input.scope, on: connection)
            let byTenure = Dictionary(grouping: lines, by: \.0)
            return BillSheets(
                compound: compound, month: input.month,
                sheets: headers.map { header in
                    BillSheet(
                        household: header.household, tenure: header.tenure,
                        obligor: header.obligor,
                        lines: (byTenure[header.tenure] ?? []).map(\.1), arrears: header.arrears,
                        credit: header.credit)
                },
                terms: try FeeTermsStore.terms(terms), buildings: buildings.map(\.building))
        }
    }
}

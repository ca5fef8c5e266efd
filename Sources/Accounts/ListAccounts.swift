import Access
import Core
import Postgres

/// Lists accounts with what they are appointed to today.
public struct ListAccounts: Sendable {
    public enum State: String, Sendable, CaseIterable {
        case open, disabled

        public var chinese: String {
            switch self {
            case .open: "可登录"
            case .disabled: "已停用"
            }
        }
    }

    public enum Sort: String, Sendable, CaseIterable {
        case name
        /// As a Chinese dictionary orders it.
        case displayName
        /// In the order in which they were made.
        case added
    }

    public struct Input: Sendable {
        /// Part of a name or a display name; nil for all.
        public let search: String?
        public let limit: Int
        public let offset: Int
        /// Only this one.
        public let account: AccountID?
        /// Nil for all.
        public let state: State?
        public let sort: Sort
        public let descending: Bool

        public init(
            search: String? = nil, limit: Int = 50, offset: Int = 0, account: AccountID? = nil,
            state: State? = nil, sort: Sort = .name, descending: Bool = false
        ) {
            self.state = state
            self.sort = sort
            self.descending = descending
            self.search = search
            self.limit = limit
            self.offset = offset
            self.account = account
        }
    }

    public struct Row: Sendable, Equatable {
        public let account: Account
        /// 物业收费员 @ 许昌恒达物业公司, those in force.
        public let appointments: [String]
        public let disabledAt: Timestamp?
        public let disabledReason: String?
        public let lastSignedInAt: Timestamp?
        public let mustChangePassword: Bool
    }

    public struct Outcome: Sendable, Equatable {
        /// Over all that match, whatever page is shown.
        public let count: Int
        public let rows: [Row]
    }

    /// Rows on one page.
    public static let mostRows = 1000

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input = Input(), by actor: Actor, on today: CivilDate
    ) async throws -> Outcome {
        try actor.require(.manageAccounts, in: .installation)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            try await AccountListStore.read(input, on: today, connection)
        }
    }
}

extension ListAccounts.Row: JSONConvertible {
    public var json: JSON {
        [
            "account": JSON(account.id), "name": .string(account.name),
            "displayName": .string(account.displayName),
            "appointments": .array(appointments.map(JSON.string)),
            "disabledAt": JSON(disabledAt), "disabledReason": JSON(disabledReason),
            "lastSignedInAt": JSON(lastSignedInAt),
            "mustChangePassword": .bool(mustChangePassword),
        ]
    }
}

extension ListAccounts.Outcome: JSONConvertible {
    public var json: JSON { ["count": JSON(count), "accounts": JSON(rows)] }
}

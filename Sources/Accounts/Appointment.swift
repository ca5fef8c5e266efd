import Access
import Core

/// 任职: what an account is appointed to, and by whom.
public struct AppointmentRecord: Sendable, Equatable {
    public enum State: String, Sendable, CaseIterable {
        /// Waits for a second person.
        case proposed
        /// Confirmed, and its first day is still to come.
        case upcoming
        case inForce
        /// Over: its last day has passed, it was ended, or withdrawn before it was confirmed.
        case ended

        public var chinese: String {
            switch self {
            case .proposed: "待确认"
            case .upcoming: "未到任"
            case .inForce: "在任"
            case .ended: "已结束"
            }
        }
    }

    public let id: AppointmentID
    public let account: Account
    public let role: Role
    public let body: ScopeID
    public let bodyName: String
    public let from: CivilDate
    /// The last day; nil for one without an end.
    public let until: CivilDate?
    public let proposedBy: String
    public let proposedByAccount: AccountID?
    public let proposedAt: Timestamp
    public let confirmedBy: String?
    public let confirmedAt: Timestamp?
    /// The first day on which it was no more, where it was ended or withdrawn.
    public let endedOn: CivilDate?
    public let endedBy: String?

    public func state(on today: CivilDate) -> State {
        if endedOn != nil || until.map({ $0 < today }) ?? false { return .ended }
        if confirmedAt == nil { return .proposed }
        return from > today ? .upcoming : .inForce
    }
}

extension AppointmentRecord {
    public func json(on today: CivilDate) -> JSON {
        [
            "appointment": JSON(id), "account": JSON(account.id), "name": .string(account.name),
            "displayName": .string(account.displayName), "role": .string(role.rawValue),
            "roleTitle": .string(role.title), "body": JSON(body), "bodyName": .string(bodyName),
            "from": JSON(from), "until": JSON(until),
            "state": .string(state(on: today).rawValue), "proposedBy": .string(proposedBy),
            "proposedAt": JSON(proposedAt), "confirmedBy": JSON(confirmedBy),
            "confirmedAt": JSON(confirmedAt), "endedOn": JSON(endedOn), "endedBy": JSON(endedBy),
        ]
    }
}

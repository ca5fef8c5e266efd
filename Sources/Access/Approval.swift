import Core

public enum ApprovalTag {}
public typealias ApprovalID = Identifier<ApprovalTag>

/// 待批事项: something that needs two people, asked for by one and decided by another.
public struct Approval: Sendable, Equatable {
    /// The operation that waits, by its name in the log.
    public enum Action: String, Sendable, CaseIterable {
        case refundPayment = "RefundPayment"
        case waiveCharge = "WaiveCharge"
        case withdrawBills = "WithdrawBills"
        case reversePayment = "ReversePayment"

        public var chinese: String {
            switch self {
            case .refundPayment: "退款"
            case .waiveCharge: "减免"
            case .withdrawBills: "撤回账单"
            case .reversePayment: "冲正"
            }
        }
    }

    public enum State: String, Sendable, CaseIterable {
        case pending, approved, declined
        /// Taken back by who asked.
        case cancelled
        case expired

        public var chinese: String {
            switch self {
            case .pending: "待批准"
            case .approved: "已批准"
            case .declined: "未批准"
            case .cancelled: "已撤回"
            case .expired: "已过期"
            }
        }
    }

    public struct Decision: Sendable, Equatable {
        /// Never `pending`.
        public let state: State
        /// Nil: at the terminal.
        public let by: AccountID?
        public let byName: String
        public let at: Timestamp
        public let reason: String?
    }

    public let id: ApprovalID
    public let scope: ScopeID
    public let action: Action
    /// Such as `household:3-2-501`.
    public let subject: String
    /// One sentence for whoever decides.
    public let summary: String
    public let askedBy: AccountID
    public let askedByName: String
    public let askedAt: Timestamp
    public let expiresAt: Timestamp
    public let decision: Decision?
    let digest: [UInt8]

    /// Seconds after which nobody decides any more: what was right a week ago may not be now.
    public static let lifetime: Int64 = 7 * 86_400

    public func state(at now: Timestamp) -> State {
        decision?.state ?? (expiresAt <= now ? .expired : .pending)
    }

    /// Whether this person may decide it now: another one, who approves in this scope.
    public func mayBeDecided(by actor: Actor, at now: Timestamp) -> Bool {
        let may = (try? actor.require(.approveCorrections, in: scope)) != nil
        return may && state(at: now) == .pending && actor.account != askedBy
    }
}

extension Approval {
    public func json(at now: Timestamp) -> JSON {
        [
            "approval": JSON(id), "scope": JSON(scope), "action": .string(action.rawValue),
            "subject": .string(subject), "summary": .string(summary),
            "state": .string(state(at: now).rawValue), "askedBy": JSON(askedBy),
            "askedByName": .string(askedByName), "askedAt": JSON(askedAt),
            "expiresAt": JSON(expiresAt), "decidedBy": JSON(decision?.by),
            "decidedByName": JSON(decision?.byName), "decidedAt": JSON(decision?.at),
            "reason": JSON(decision?.reason),
        ]
    }
}

/// Why something is not asked for or decided.
public enum ApprovalRefusal: RefusalOfConsequence, Equatable {
    /// An account does not do this alone: `RequestApproval` asks for it.
    case needsSecondPerson
    case unknownApproval(ApprovalID)
    case decidedAlready(Approval.State)
    case expired
    case ownRequest
    case notYourRequest
    case reasonMissing
    case reasonTooLong
    case askerMayNoMore(String)
    case keyReused(String)

    /// Whether somebody tried to be the second person themselves, or to act for another.
    public var isOfConsequence: Bool {
        switch self {
        case .ownRequest, .notYourRequest, .askerMayNoMore: true
        default: false
        }
    }

    public var code: String {
        switch self {
        case .needsSecondPerson: "needsSecondPerson"
        case .unknownApproval: "unknownApproval"
        case .decidedAlready: "decidedAlready"
        case .expired: "approvalExpired"
        case .ownRequest: "ownRequest"
        case .notYourRequest: "notYourRequest"
        case .reasonMissing: "reasonMissing"
        case .reasonTooLong: "reasonTooLong"
        case .askerMayNoMore: "askerMayNoMore"
        case .keyReused: "keyReused"
        }
    }

    public var sentence: String {
        switch self {
        case .needsSecondPerson: "此事须由第二人批准：请提交申请，由有审批权的同事办理。"
        case .unknownApproval(let id): "没有编号为 \(id) 的待批事项，请核对。"
        case .decidedAlready(let state): "这件事\(state.chinese)，不能再次办理。"
        case .expired: "这项申请已超过 \(Approval.lifetime / 86_400) 天，不能再批：如仍需办理，请重新申请。"
        case .ownRequest: "自己申请的事项须由另一人批准。"
        case .notYourRequest: "只能撤回自己的申请。"
        case .reasonMissing: "不批准时必须写明原因。"
        case .reasonTooLong: "原因超过 \(ApprovalRules.longestReason) 个字，请缩短。"
        case .askerMayNoMore(let name): "申请人“\(name)”已没有办理此事的权限：请不予批准，由在任的人重新申请。"
        case .keyReused(let key): "幂等键“\(key.prefix(40))”已用于另一项内容不同的申请，请换一个键。"
        }
    }
}

import Access
import Core

/// A personal access token: some of what its owner may do, for programs and the command line.
public struct AccessToken: Sendable, Equatable {
    public enum State: String, Sendable {
        case inForce, expired, revoked

        public var chinese: String {
            switch self {
            case .inForce: "有效"
            case .expired: "已过期"
            case .revoked: "已吊销"
            }
        }
    }

    public let id: AccessTokenID
    public let account: Account
    public let name: String
    public let permissions: [Permission]
    /// Nil: wherever its owner may.
    public let scopes: [ScopeID]?
    public let issuedAt: Timestamp
    public let expiresAt: Timestamp
    /// At most a minute older than the last use.
    public let lastUsedAt: Timestamp?
    public let revokedAt: Timestamp?

    public func state(at now: Timestamp) -> State {
        if revokedAt != nil { return .revoked }
        return expiresAt <= now ? .expired : .inForce
    }
}

extension AccessToken {
    public func json(at now: Timestamp) -> JSON {
        [
            "accessToken": JSON(id), "account": JSON(account.id),
            "accountName": .string(account.name), "name": .string(name),
            "permissions": .array(permissions.map { .string($0.rawValue) }),
            "scopes": scopes.map { JSON($0) } ?? .null, "issuedAt": JSON(issuedAt),
            "expiresAt": JSON(expiresAt), "lastUsedAt": JSON(lastUsedAt),
            "revokedAt": JSON(revokedAt), "state": .string(state(at: now).rawValue),
        ]
    }
}

/// Who a program acts as, with no more than its token and its owner's grants give.
public struct AccessTokenHolder: Sendable, Equatable {
    public let accessToken: AccessTokenID
    public let account: AccountID
    public let name: String
    public let displayName: String
    public let actor: Actor
    public let expiresAt: Timestamp
}

/// Why a token is not issued, revoked or taken.
public enum AccessTokenRefusal: Refusal, Equatable {
    case nameInvalid
    case permissionsMissing
    case scopesTooMany
    case daysOutOfRange
    case tooManyTokens
    case foreignAccount
    case unknownToken(AccessTokenID)
    /// A token that is none, is over, or whose owner is disabled.
    case notInForce

    public var code: String {
        switch self {
        case .nameInvalid: "tokenNameInvalid"
        case .permissionsMissing: "permissionsMissing"
        case .scopesTooMany: "scopesTooMany"
        case .daysOutOfRange: "daysOutOfRange"
        case .tooManyTokens: "tooManyTokens"
        case .foreignAccount: "foreignAccount"
        case .unknownToken: "unknownToken"
        case .notInForce: "tokenNotInForce"
        }
    }

    public var sentence: String {
        switch self {
        case .nameInvalid: "访问令牌的名称不能为空，不超过 \(IssueAccessToken.longestName) 个字。"
        case .permissionsMissing: "请至少选择一项权限。"
        case .scopesTooMany: "一个访问令牌最多限定 \(IssueAccessToken.mostScopes) 个小区或单位。"
        case .daysOutOfRange:
            "有效期应为 \(IssueAccessToken.days.lowerBound) 至 \(IssueAccessToken.days.upperBound) 天。"
        case .tooManyTokens: "有效的访问令牌已有 \(IssueAccessToken.mostTokens) 个，请先吊销不用的。"
        case .foreignAccount: "只能为自己的账号办理访问令牌。"
        case .unknownToken(let id): "没有编号为 \(id) 的访问令牌，请核对。"
        case .notInForce: "访问令牌无效、已过期或已吊销，请换一个。"
        }
    }
}

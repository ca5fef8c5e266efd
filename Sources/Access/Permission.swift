import Core

/// What an operation needs the right to do. Each operation declares exactly one.
public enum Permission: String, Sendable, CaseIterable {
    /// Compounds, organisations, the administrative tree.
    case manageInstallation
    /// Accounts and what they are locked out of; not what they are appointed to.
    case manageAccounts
    /// Proposes and confirms appointments in one's own body.
    case appoint
    case readRegister
    /// Households, owners, tenures, stalls, resident links.
    case manageRegister
    case recordResolution
    /// Fee items and schedules.
    case manageSchedules
    case bill
    case takePayment
    /// Reversals, refunds, waivers, withdrawing a run: asked for by one, approved by another.
    case correctFees
    case approveCorrections
    /// Each household's charges and payments.
    case readFees
    /// Totals by compound, month and building, without households.
    case readReports
    case answerDispute
    /// Which company serves which compound: without money.
    case readContracts
    case readAudit

    public var chinese: String {
        switch self {
        case .manageInstallation: "管理登记"
        case .manageAccounts: "管理账号"
        case .appoint: "任免"
        case .readRegister: "查阅登记"
        case .manageRegister: "维护登记"
        case .recordResolution: "登记决议"
        case .manageSchedules: "设定收费标准"
        case .bill: "出账"
        case .takePayment: "收款"
        case .correctFees: "更正收费"
        case .approveCorrections: "批准更正"
        case .readFees: "查阅收费"
        case .readReports: "查阅报表"
        case .answerDispute: "答复异议"
        case .readContracts: "查阅物业合同"
        case .readAudit: "查阅日志"
        }
    }
}

public enum PermissionRefusal: Refusal, Equatable {
    case notPermitted(Permission)

    public var code: String { "notPermitted" }
    public var sentence: String { "您没有办理此事的权限。" }
}

extension Actor {
    /// - Throws: `PermissionRefusal.notPermitted`.
    public func require(_ permission: Permission, in scope: ScopeID) throws {
        switch kind {
        case .terminal, .system:
            return
        case .account where grants.contains { $0.permits(permission, in: scope) }:
            return
        case .resident, .account:
            throw PermissionRefusal.notPermitted(permission)
        }
    }

    /// For what spans compounds: in which of them this may be done; nil is everywhere.
    ///
    /// - Throws: `PermissionRefusal.notPermitted` where no appointment gives it anywhere.
    public func requireReach(for permission: Permission) throws -> [ScopeID]? {
        let isGiven =
            kind == .terminal || kind == .system
            || grants.contains { $0.permissions.contains(permission) }
        guard isGiven else { throw PermissionRefusal.notPermitted(permission) }
        return reach(for: permission)
    }
}

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
    case readAudit
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

import Core

/// What an operation needs the right to do. Each operation declares exactly one.
public enum Permission: String, Sendable, CaseIterable {
    /// Compounds, organisations, the administrative tree.
    case manageInstallation
    /// Households, owners, tenures, stalls, resident links.
    case manageRegister
    case recordResolution
    /// Fee items and schedules.
    case manageSchedules
    case bill
    case takePayment
    /// Reversals, refunds, waivers, withdrawing a run.
    case correctFees
    case readFees
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
        case .resident, .account:
            throw PermissionRefusal.notPermitted(permission)
        }
    }
}

import Access

/// Where people at work can go from every page. A test holds each entry against its route, so that
/// nobody is shown a door that is shut to them.
enum Navigation {
    struct Entry: Sendable {
        let title: String
        let path: String
        let access: RouteAccess
    }

    static let all: [(title: String?, entries: [Entry])] = [
        (
            nil,
            [
                Entry(title: "首页", path: "/desk", access: .signedIn),
                Entry(
                    title: "小区", path: "/compounds",
                    access: .needs(.readRegister, in: .anywhere)),
                Entry(
                    title: "收缴情况", path: "/reports",
                    access: .needs(.readReports, in: .anywhere)),
            ]
        ),
        (
            "管理",
            [
                Entry(
                    title: "审批", path: ApprovalPages.path,
                    access: .needs(.correctFees, in: .anywhere)),
                Entry(
                    title: "任职", path: AppointmentPages.path,
                    access: .needs(.appoint, in: .anywhere)),
                Entry(
                    title: "物业合同", path: ContractPages.path,
                    access: .needs(.readContracts, in: .anywhere)),
                Entry(
                    title: "单位与小区", path: OrganisationPages.path,
                    access: .needs(.manageInstallation, in: .installation)),
                Entry(
                    title: "账号", path: AccountPages.path,
                    access: .needs(.manageAccounts, in: .installation)),
                Entry(
                    title: "操作日志", path: AuditPages.path,
                    access: .needs(.readAudit, in: .anywhere)),
                Entry(title: "访问令牌", path: TokenPages.path, access: .signedIn),
            ]
        ),
    ]

    /// What is open to this person, with the entry that they are at marked.
    static func groups(for actor: Actor, at path: String) -> [DeskView.Group] {
        all.compactMap { group in
            let links = group.entries.filter { isOpen($0, to: actor) }.map { entry in
                DeskView.Link(
                    title: entry.title, path: entry.path,
                    isCurrent: path == entry.path || path.hasPrefix("\(entry.path)/"))
            }
            return links.isEmpty ? nil : DeskView.Group(title: group.title, links: links)
        }
    }

    private static func isOpen(_ entry: Entry, to actor: Actor) -> Bool {
        if case .granted = entry.access.verdict(for: actor, in: nil) { return true }
        return false
    }
}

import Secrets

/// An owner as one row of a file names them.
struct StagedOwner {
    private static let developers: Set<String> = ["开发商", "建设单位", "开发单位", "开发企业"]

    let name: String
    let phone: String?
    let idHash: [UInt8]?

    var isDeveloper: Bool { name.utf8.count <= 12 && StagedOwner.developers.contains(name) }

    var kind: String {
        if isDeveloper { return "developer" }
        return OwnerNames.isOrganisation(name) ? "organisation" : "person"
    }

    /// The same for rows that name one owner: same identity document, else same name and phone;
    /// the developer is one. Everybody else is somebody of their own.
    func key(row: Int, position: Int) -> String {
        if let idHash { return "h" + Hex.encode(idHash) }
        if let phone { return "p\(name)\t\(phone)" }
        return isDeveloper ? "d\(name)" : "r\(row).\(position)"
    }
}

import Glibc

/// Makes the data folder, and sees to it that the account of the database can get in.
struct DataFolder {
    let path: String

    func make() throws {
        var missing: [String] = []
        var place = path
        while !fileExists(place), place.count > 1, let slash = place.lastIndex(of: "/") {
            missing.append(place)
            place = slash == place.startIndex ? "/" : String(place[..<slash])
        }
        for folder in missing.reversed() {
            // The last one holds what is ours; those above it are anybody's.
            let mode: mode_t = folder == path ? 0o700 : 0o755
            guard mkdir(folder, mode) == 0 || errno == EEXIST else {
                if errno == ENOSPC || errno == EDQUOT {
                    throw PrivateClusterError.diskFull(path: folder)
                }
                throw PrivateClusterError.dataFolderNotWritable(
                    path: folder, reason: errorText())
            }
        }
        guard fileStatus(path)?.isFolder == true, access(path, W_OK | X_OK) == 0 else {
            throw PrivateClusterError.dataFolderNotWritable(path: path, reason: reason())
        }
    }

    /// The data folder itself is opened to the account's group, for passing through only. What is
    /// above it is not ours to change, so there we say what is in the way.
    func open(to account: ClusterAccount) throws {
        guard account.isAnother else { return }
        if let status = fileStatus(path), !account.canEnter(status), status.st_uid == 0 {
            _ = chown(path, 0, account.gid)
            _ = chmod(path, status.st_mode & 0o7777 | 0o010)
        }
        var place = ""
        for part in path.split(separator: "/") {
            place += "/" + part
            guard let status = fileStatus(place), account.canEnter(status) else {
                throw PrivateClusterError.dataFolderNotReachable(
                    blockedAt: place, account: account.name)
            }
        }
    }

    private func reason() -> String {
        guard let status = fileStatus(path) else { return errorText() }
        guard status.isFolder else { return errorText(ENOTDIR) }
        _ = access(path, W_OK | X_OK)
        let text = errorText()
        return status.st_uid == geteuid() ? text : "\(text)，属于 \(ownerName(status.st_uid))"
    }
}

import Glibc
import Registry
import Secrets

/// The keys of an installation: outside the database, in the data folder, readable by their owner
/// only. A backup of the database without them cannot print next month's links again.
public struct Keys: Sendable {
    /// Under which resident links and access codes are made.
    public let residentLinks: LinkSigner
    /// The pepper of the hashes of ID numbers.
    public let idNumbers: SecretKey
    /// Under which exported heads of the audit log are signed.
    public let auditHeads: SigningKey
    /// Under which the secrets of second factors are sealed.
    public let secondFactors: SecretKey

    /// Reads the keys of a data folder, or makes them where there are none yet.
    ///
    /// - Throws: `KeyFile.Problem`.
    public init(dataFolder: String) throws {
        let folder = "\(dataFolder)/keys"
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw KeyFile.Problem.unreadable(path: folder, reason: String(cString: strerror(errno)))
        }
        residentLinks = LinkSigner(
            key: try KeyFile(path: "\(folder)/resident-links.key").loadOrCreate())
        idNumbers = try KeyFile(path: "\(folder)/id-numbers.key").loadOrCreate()
        auditHeads = SigningKey(
            seed: try KeyFile(path: "\(folder)/audit-heads.key").loadOrCreate())
        secondFactors = try KeyFile(path: "\(folder)/second-factors.key").loadOrCreate()
    }
}

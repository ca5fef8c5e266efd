import Core
import Fees

/// What an installation decides for itself.
public struct Policy: Sendable, Equatable {
    /// After how many days a password is to be changed (`LINLI_PASSWORD_DAYS`); nil for never. No
    /// calendar makes a good password better, but 等保 may ask for one.
    public var passwordDays: Int?
    /// What of one charge an account waives alone (`LINLI_WAIVER_LIMIT`); more needs a second person.
    public var waiverLimit = WaiveCharge.aloneUpTo

    public init(passwordDays: Int? = nil, waiverLimit: Money = WaiveCharge.aloneUpTo) {
        self.passwordDays = passwordDays
        self.waiverLimit = waiverLimit
    }
}

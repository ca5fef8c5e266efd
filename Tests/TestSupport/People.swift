import Accounts
import Contracts
import Core
import Postgres
import Registry
import Resolutions
import Secrets

@testable import Access

/// One for all tests: each hash takes 46 MiB.
public let testPasswords = Passwords()

/// A moment of a day in Shanghai, `09:00` unless said otherwise.
public func moment(_ date: String, hour: Int = 9, minute: Int = 0, second: Int = 0) -> Timestamp {
    let seconds = Int64(hour - 8) * 3600 + Int64(minute * 60 + second)
    return Timestamp(
        microseconds: (Int64(day(date).daysSinceEpoch) * 86_400 + seconds) * 1_000_000)
}

/// The day on which tests of accounts play unless they say otherwise.
public let testMorning = moment("2026-03-02")

/// An organisation, in a region or none.
public func makeOrganisation(
    _ database: Database, _ kind: Organisation.Kind, _ name: String, region: [String] = []
) async throws -> ScopeID {
    try await AddOrganisation(database: database)
        .perform(kind: kind, name: name, region: region, by: testActor).organisation.scope
}

/// An account with its initial password.
public func makeAccount(
    _ database: Database, _ name: String, displayName: String? = nil,
    by actor: Actor = testActor
) async throws -> (account: Account, password: String) {
    let made = try await AddAccount(database: database, passwords: testPasswords).perform(
        AddAccount.Input(name: name, displayName: displayName ?? name), by: actor,
        at: testMorning)
    return (made.account, made.initialPassword)
}

/// Appoints at the terminal, which proposes and confirms.
@discardableResult
public func appoint(
    _ name: String, as role: Role, at body: ScopeID, from: String = "2026-01-01",
    until: String? = nil, in database: Database
) async throws -> AppointmentID {
    let proposed = try await ProposeAppointment(database: database).perform(
        ProposeAppointment.Input(
            account: name, role: role, body: body, from: day(from), until: until.map { day($0) }),
        by: testActor, on: testMorning.dayInShanghai)
    return try await ConfirmAppointment(database: database).perform(
        proposed.id, by: testActor, at: testMorning, on: testMorning.dayInShanghai
    ).id
}

/// A contract of a company for a compound, on a historical resolution.
@discardableResult
public func makeContract(
    _ database: Database, company: ScopeID, compound: ScopeID, from: String = "2021-01-01",
    until: String? = nil
) async throws -> ServiceContract {
    let resolution = try await RecordResolution(database: database).perform(
        RecordResolution.Input(
            scope: compound, kind: .historical, body: .ownersAssembly, title: "选聘物业服务企业",
            adoptedOn: day("2020-12-01"), source: "业主大会会议记录", text: nil),
        by: testActor, on: testMorning.dayInShanghai
    ).resolution.id
    return try await RecordServiceContract(database: database).perform(
        RecordServiceContract.Input(
            compound: compound, company: company, from: day(from),
            until: until.map { day($0) }, resolution: resolution),
        by: testActor)
}

/// Signs in and reads the session: what the person may do today.
public func signIn(
    _ name: String, _ password: String, at now: Timestamp = testMorning, in database: Database
) async throws -> (token: String, session: Session) {
    let signedIn = try await SignIn(database: database, passwords: testPasswords).perform(
        SignIn.Input(name: name, password: password, address: "192.0.2.1"), at: now)
    guard
        let session = try await ReadSession(database: database).perform(
            token: signedIn.token, at: now, today: now.dayInShanghai)
    else { throw SignIn.Failure.wrongNameOrPassword }
    return (signedIn.token, session)
}

/// Somebody new, appointed and signed in.
public func makePerson(
    _ database: Database, _ name: String, as role: Role, at body: ScopeID,
    from: String = "2026-01-01", now: Timestamp = testMorning
) async throws -> Actor {
    let (_, password) = try await makeAccount(database, name)
    try await appoint(name, as: role, at: body, from: from, in: database)
    return try await signIn(name, password, at: now, in: database).session.actor
}

/// Somebody whose request a second person has approved.
public func approved(_ actor: Actor, in scope: ScopeID) -> Actor {
    actor.under(
        Approval(
            id: ApprovalID(1), scope: scope, action: .refundPayment, subject: "", summary: "",
            askedBy: actor.account ?? AccountID(1), askedByName: actor.name,
            askedAt: testMorning, expiresAt: testMorning, decision: nil, digest: []))
}

/// The code that a phone with this secret (base32) shows at a moment.
public func timeCode(_ secret: String, at now: Timestamp) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var bits = 0
    var buffer = 0
    var bytes: [UInt8] = []
    for character in secret {
        buffer = buffer << 5 | (alphabet.firstIndex(of: character) ?? 0)
        bits += 5
        if bits >= 8 {
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            buffer &= (1 << bits) - 1
        }
    }
    return TimeCode(secret: bytes).code(
        atStep: TimeCode.step(atSecond: now.microseconds / 1_000_000))
}

import Access
import Core
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct DisputeRulesTests {
    private func input(stall: String? = nil) -> RaiseDispute.Input {
        RaiseDispute.Input(
            scope: ScopeID(2), complainant: .link(tokenSHA256: []), month: month("2021-11"),
            item: .parking, stall: stall, words: "多收了")
    }

    private func charge(
        _ stall: String?, open: String? = nil
    ) -> DisputeRules.Candidate {
        DisputeRules.Candidate(
            key: ChargeKey(
                tenure: TenureID(1), month: month("2021-11"), item: .parking,
                subject: SubjectID(9)),
            stall: stall,
            open: open.map {
                DisputeRules.Open(id: DisputeID(7), words: $0, raisedOn: day("2021-11-08"))
            })
    }

    private func decide(
        _ charges: [DisputeRules.Candidate], stall: String? = nil, open: Int = 0, today: Int = 0
    ) -> String {
        do throws(DisputeRefusal) {
            switch try DisputeRules.decide(
                input(stall: stall), words: "多收了", among: charges, open: open, today: today)
            {
            case .raise: return "raise"
            case .repeated(_, let open): return "repeated \(open.id)"
            }
        } catch {
            #expect(error.sentence.hasSuffix("。"))
            return error.code
        }
    }

    @Test func oneWaitsAtATime() {
        let most = DisputeRules.mostOpen
        let aDay = DisputeRules.mostADay
        #expect(decide([]) == "noSuchCharge")
        #expect(decide([charge("A-1")], stall: "A-2") == "noSuchCharge")
        #expect(decide([charge("A-1"), charge("A-2")]) == "severalStalls")
        #expect(decide([charge("A-1"), charge("A-2")], stall: "A-2") == "raise")
        #expect(decide([charge(nil)]) == "raise")
        #expect(decide([charge(nil, open: "别的话")]) == "disputeAlreadyOpen")
        #expect(decide([charge(nil, open: "多收了")]) == "repeated 7")
        #expect(decide([charge(nil, open: "多收了")], open: most, today: aDay) == "repeated 7")
        #expect(decide([charge(nil)], open: most - 1) == "raise")
        #expect(decide([charge(nil)], open: most) == "tooManyDisputesOpen")
        #expect(decide([charge(nil)], today: aDay - 1) == "raise")
        #expect(decide([charge(nil)], today: aDay) == "tooManyDisputesToday")
    }

    private func check(
        _ reference: CorrectionReference, of outcome: Dispute.Outcome = .upheld,
        linked: [CorrectionReference] = [], to other: DisputeID? = nil
    ) -> String {
        let standing = DisputeRules.Standing(
            raisedOn: day("2021-11-08"), answer: nil, corrections: linked,
            remedies: [
                DisputeRules.Remedy(
                    correction: Dispute.Correction(
                        reference: .waiver(WaiverID(3)), amount: Money(fen: 1),
                        day: day("2021-11-09")),
                    linkedTo: other)
            ])
        do throws(DisputeRefusal) {
            return try DisputeRules.check(reference, of: outcome, in: standing) ? "link" : "linked"
        } catch {
            #expect(error.sentence.hasSuffix("。"))
            return error.code
        }
    }

    @Test func onlyAnUpheldDisputeIsPutRight() {
        let waiver = CorrectionReference.waiver(WaiverID(3))
        #expect(check(waiver) == "link")
        #expect(check(waiver, linked: [waiver]) == "linked")
        #expect(check(waiver, of: .declined) == "disputeNotUpheld")
        #expect(check(waiver, of: .explained) == "disputeNotUpheld")
        #expect(check(.waiver(WaiverID(4))) == "correctionOfOtherCharge")
        #expect(check(.withdrawal(RunID(3))) == "correctionOfOtherCharge")
        #expect(check(waiver, to: DisputeID(8)) == "correctionOfOtherDispute")
    }

    @Test func theHouseholdIsToldTheBodyThatAnswered() {
        let grant = Grant(
            appointment: AppointmentID(1), role: .propertyClerk, body: "许昌恒达物业公司",
            reach: .scopes([ScopeID(2)]))
        let clerk = Actor.account(AccountID(1), name: "王芳", grants: [grant])
        #expect(DisputeRules.body(of: clerk) == "许昌恒达物业公司")
        #expect(DisputeRules.body(of: testActor) == nil)
    }
}

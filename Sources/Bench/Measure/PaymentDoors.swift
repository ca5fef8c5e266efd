import Core
import Fees
import Registry

/// Whose fees are paid, one household after the other, so that nobody pays twice.
struct PaymentDoors: Sendable {
    struct Door: Sendable {
        let scope: ScopeID
        let code: HouseholdCode
        let household: Int
        let tenure: Int

        /// Two fees of one month.
        func payment(key: String) -> TakePayment.Input {
            TakePayment.Input(
                scope: scope, payer: Payer(household: code),
                amount: Money(fen: Int64(FillStore.monthlyFen)), channel: .wechat, key: key)
        }
    }

    let name: String
    let wanted: String
    let scopes: ClosedRange<Int>
    /// Payments before one household would be asked again.
    let households: Int
    /// Roughly what is taken in a second.
    let pace: Int
    let door: @Sendable (Int) -> Door
    /// The same as `door`, in the words of pgbench: sets scope, household, tenure, building,
    /// entrance and room after `n`, which differs for each transaction of each client.
    let settings: [String]

    var compounds: Int { scopes.count }

    /// The same number for both sides, which every task has an equal part of.
    func payments(in seconds: Int) -> Int {
        let most = min(households, seconds * pace)
        return most - most % PaymentBench.tasks
    }

    /// Neighbouring payments go to different compounds.
    static func spread(over compounds: Int) -> PaymentDoors {
        let perCompound = FillStore.householdsPerCompound
        let run = FillStore.untenanted - 1
        return PaymentDoors(
            name: "payments", wanted: "≥ 0.6",
            scopes: FillStore.firstScope...(FillStore.firstScope + compounds - 1),
            households: compounds * (perCompound - perCompound / FillStore.untenanted), pace: 2000,
            door: { n in
                let compound = n % compounds
                let place = n / compounds + n / compounds / run
                return Door(
                    scope: FillStore.firstScope + compound, place: place,
                    line: compound * perCompound + place, household: FillStore.firstHousehold,
                    tenure: FillStore.firstTenure)
            },
            settings: PaymentDoors.counting + [
                "\\set compound :n % \(compounds)",
                "\\set place :n / \(compounds) + :n / \(compounds) / \(run)",
                "\\set scope \(FillStore.firstScope) + :compound",
                "\\set household \(FillStore.firstHousehold) + :compound * \(perCompound) + :place",
                "\\set tenure \(FillStore.firstTenure) + :compound * \(perCompound) + :place",
            ] + PaymentDoors.address)
    }

    /// All payments want the ledger of one compound.
    static let single = PaymentDoors(
        name: "payments, one compound", wanted: "–",
        scopes: FillStore.largeScope...FillStore.largeScope, households: FillStore.largeHouseholds,
        pace: 600,
        door: { n in
            Door(
                scope: FillStore.largeScope, place: n, line: n,
                household: FillStore.largeFirstHousehold, tenure: FillStore.largeFirstTenure)
        },
        settings: PaymentDoors.counting + [
            "\\set place :n",
            "\\set scope \(FillStore.largeScope)",
            "\\set household \(FillStore.largeFirstHousehold) + :n",
            "\\set tenure \(FillStore.largeFirstTenure) + :n",
        ] + PaymentDoors.address)

    private static let counting = [
        "\\set n :i * \(PaymentBench.tasks) + :client_id", "\\set i :i + 1",
    ]

    private static let address = [
        "\\set building \(FillStore.firstBuilding) + :place / 60",
        "\\set entrance \(FillStore.firstEntrance) + :place % 60 / 20",
        "\\set room \(FillStore.firstRoom) + :place % 20",
    ]
}

extension PaymentDoors.Door {
    /// - Parameters:
    ///   - place: in its compound, from 0.
    ///   - line: among all households that were filled together, from 0.
    fileprivate init(scope: Int, place: Int, line: Int, household: Int, tenure: Int) {
        self.init(
            scope: ScopeID(Int64(scope)),
            code: HouseholdCode(
                building: String(FillStore.firstBuilding + place / 60),
                entrance: String(FillStore.firstEntrance + place % 60 / 20),
                room: String(FillStore.firstRoom + place % 20)),
            household: household + line, tenure: tenure + line)
    }
}

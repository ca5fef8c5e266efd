import Access
import Core
import Postgres
import Registry

/// The terms of fees in the database.
enum FeeTermsStore {
    static func reading(_ origins: Set<FeeOrigin>, in scope: ScopeID) -> Query {
        let schedules = origins.map(\.number).filter { $0 > 0 }
        let taken = origins.filter { $0.number < 0 }.sorted { $0.item < $1.item }
        return """
            select s.schedule_id, s.item, i.name, s.rate, s.basis, s.fund, s.payee_name,
                s.payee_account, r.kind, r.body, r.title, r.adopted_on, r.digest, r.source,
                r.content
            from fees.schedule s
            join fees.item i on i.scope_id = \(scope) and i.item = s.item
            join resolutions.resolution r
                on r.scope_id = \(scope) and r.resolution_id = s.resolution_id
            where s.scope_id = \(scope) and s.schedule_id = any(\(schedules))
            union all
            select -t.takeover_id, u.item, coalesce(i.name, u.item), null::bigint, null::text,
                null::text, null::text, null::text, 'historical', 'takeover', t.source, t.as_of,
                t.file_sha256, null::text, null::text
            from unnest(\(taken.map { -$0.number }), \(taken.map(\.item))) u (takeover_id, item)
            join fees.takeover t on t.scope_id = \(scope) and t.takeover_id = u.takeover_id
            left join fees.item i on i.scope_id = \(scope) and i.item = u.item
            """
    }

    static func terms(_ rows: Rows) throws -> [FeeOrigin: FeeTerms] {
        try rows.reduce(into: [:]) { known, row in
            let terms = try terms(row)
            known[terms.origin] = terms
        }
    }

    private static func terms(_ row: Row) throws -> FeeTerms {
        let (
            number, item, name, rate, per, fund, payee, account, kind, body, title, adoptedOn,
            digest, source, words
        ) = try row.decode(
            Int64.self, FeeItemCode.self, String.self, Rate?.self, String?.self, String?.self,
            String?.self, String?.self, String.self, String.self, String.self, CivilDate.self,
            [UInt8].self, String?.self, String?.self)
        let basis = FeeBasis(
            kind: kind, body: body, title: title, adoptedOn: adoptedOn, digest: digest,
            source: source, words: words)
        return FeeTerms(
            origin: FeeOrigin(number: number, item: item), name: name, rate: rate,
            per: per.flatMap(FeeSchedule.Basis.init(rawValue:)),
            payee: Receipt.Payee(fund: fund, name: payee, account: account), basis: basis)
    }
}

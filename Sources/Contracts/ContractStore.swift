import Access
import Core
import Postgres
import Registry
import Resolutions

/// Service contracts in the database.
enum ContractStore {
    /// Nil where there is no such compound.
    static func compoundName(
        _ scope: ScopeID, on connection: Connection
    ) async throws -> String? {
        try await connection.query(
            "select name from registry.compound where scope_id = \(scope)"
        ).first?.decode(String.self)
    }

    static func isCompound(_ scope: ScopeID, on connection: Connection) async throws -> Bool {
        try await compoundName(scope, on: connection) != nil
    }

    static func isCompany(_ scope: ScopeID, on connection: Connection) async throws -> Bool {
        try await !connection.query(
            """
            select 1 from registry.organisation
            where scope_id = \(scope) and kind = 'propertyCompany'
            """
        ).isEmpty
    }

    static func insert(
        _ input: RecordServiceContract.Input, entry: EntryID, on connection: Connection
    ) async throws -> (id: ContractID, fact: String) {
        try await connection.query(
            """
            insert into contracts.service_contract as r (scope_id, company, from_on,
                declared_until_on, until_on, resolution_id, entry_id)
            values (\(input.compound), \(input.company), \(input.from), \(input.until),
                \(input.until), \(input.resolution), \(entry))
            returning contract_id, contracts.fact(r)
            """
        ).only().decode(ContractID.self, String.self)
    }

    /// - Returns: the fact line.
    static func end(
        _ contract: ServiceContract, after day: CivilDate, reason: String, entry: EntryID,
        on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            update contracts.service_contract r
            set until_on = \(day), ended_reason = \(reason), ended_entry_id = \(entry)
            where scope_id = \(contract.compound) and contract_id = \(contract.id)
            returning contracts.closing_fact(r)
            """
        ).only().decode(String.self)
    }

    static func find(
        _ id: ContractID, in compound: ScopeID, on connection: Connection
    ) async throws -> ServiceContract? {
        try await connection.query(
            """
            select r.contract_id, r.scope_id, c.name, r.company, o.name as company_name, r.from_on,
                r.declared_until_on, r.until_on, r.resolution_id, s.title, s.kind, r.ended_reason
            from contracts.service_contract r
            join registry.compound c on c.scope_id = r.scope_id
            join registry.organisation o on o.scope_id = r.company
            join resolutions.resolution s
                on s.scope_id = r.scope_id and s.resolution_id = r.resolution_id
            where r.scope_id = \(compound) and r.contract_id = \(id)
            """
        ).first.map(contract)
    }

    /// One whose days overlap with those asked for.
    static func overlapping(
        _ input: RecordServiceContract.Input, on connection: Connection
    ) async throws -> ServiceContract? {
        try await connection.query(
            """
            select r.contract_id, r.scope_id, c.name, r.company, o.name as company_name, r.from_on,
                r.declared_until_on, r.until_on, r.resolution_id, s.title, s.kind, r.ended_reason
            from contracts.service_contract r
            join registry.compound c on c.scope_id = r.scope_id
            join registry.organisation o on o.scope_id = r.company
            join resolutions.resolution s
                on s.scope_id = r.scope_id and s.resolution_id = r.resolution_id
            where r.scope_id = \(input.compound)
                and daterange(r.from_on, r.until_on + 1)
                    && daterange(\(input.from), \(input.until)::date + 1)
            order by r.from_on limit 1
            """
        ).first.map(contract)
    }

    static func list(
        _ input: ListServiceContracts.Input, within reach: [ScopeID]?, on connection: Connection
    ) async throws -> ListServiceContracts.Outcome {
        let (state, day) = (input.state?.state.rawValue, input.state?.on)
        let pattern = input.search.map { "%\(escaped($0))%" }
        let rows = try await connection.query(
            """
            select r.contract_id, r.scope_id, c.name, r.company, o.name as company_name, r.from_on,
                r.declared_until_on, r.until_on, r.resolution_id, s.title, s.kind, r.ended_reason,
                count(*) over () as total
            from contracts.service_contract r
            join registry.compound c on c.scope_id = r.scope_id
            join registry.organisation o on o.scope_id = r.company
            join resolutions.resolution s
                on s.scope_id = r.scope_id and s.resolution_id = r.resolution_id
            where (\(reach)::bigint[] is null or r.scope_id = any(\(reach)))
                and (\(input.compound)::bigint is null or r.scope_id = \(input.compound))
                and (\(input.company)::bigint is null or r.company = \(input.company))
                and (\(input.inForceOn)::date is null or (r.from_on <= \(input.inForceOn)
                    and (r.until_on is null or r.until_on >= \(input.inForceOn))))
                and (\(input.contract)::bigint is null or r.contract_id = \(input.contract))
                and (\(pattern)::text is null or c.name ilike \(pattern)
                    or o.name ilike \(pattern))
                and (\(state)::text is null or \(state) = case
                    when r.until_on < \(day)::date then 'ended'
                    when r.from_on > \(day) then 'upcoming'
                    else 'inForce' end)
            order by c.name, r.scope_id, r.from_on desc, r.contract_id desc
            limit \(min(max(0, input.limit), ListServiceContracts.mostRows))
            offset \(max(0, input.offset))
            """)
        return ListServiceContracts.Outcome(
            count: try rows.first.map { try $0.get("total", as: Int.self) } ?? 0,
            contracts: try rows.map(contract))
    }

    private static func contract(_ row: Row) throws -> ServiceContract {
        ServiceContract(
            id: try row.get("contract_id"), compound: try row.get("scope_id"),
            compoundName: try row.get("name"), company: try row.get("company"),
            companyName: try row.get("company_name"), from: try row.get("from_on"),
            declaredUntil: try row.get("declared_until_on"), until: try row.get("until_on"),
            resolution: try row.get("resolution_id"), resolutionTitle: try row.get("title"),
            resolutionKind: Resolution.Kind(rawValue: try row.get("kind")) ?? .historical,
            endedReason: try row.get("ended_reason"))
    }
}

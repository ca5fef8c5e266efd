import Core
import Postgres

/// A table just like `fees.charge`, and the statement that fills it by hand.
enum BaselineStore {
    /// The same columns, checks, indexes and foreign keys. Its runs are there beforehand, one for
    /// each compound, because somebody who inserts by hand makes them by hand.
    static func make(_ connection: Connection) async throws {
        try await connection.script(
            """
            drop table if exists bench.charge, bench.run;
            create table bench.run (like fees.run including all);
            create table bench.charge (like fees.charge including all);
            do $$
            declare
                rule record;
            begin
                for rule in
                    select conname, replace(pg_get_constraintdef(oid), 'fees.run', 'bench.run')
                        as words
                    from pg_constraint
                    where conrelid = 'fees.charge'::regclass and contype = 'f'
                loop
                    execute format('alter table bench.charge add constraint %I %s',
                        rule.conname, rule.words);
                end loop;
            end
            $$;
            insert into bench.run (scope_id, run_id, kind, month, on_day, charge_count, total_fen,
                charges_digest, entry_id)
            select scope_id, scope_id, 'billing', '2021-11-01', '2021-11-01', 0, 0, sha256(''), 0
            from registry.compound;
            grant usage on schema bench to linli_server;
            grant select, insert on bench.run, bench.charge to linli_server;
            """)
        try await connection.execute("vacuum (analyze) bench.run")
    }

    static func emptyOurs(_ connection: Connection) async throws {
        try await connection.script(FillStore.emptying)
    }

    static func emptyTheirs(_ connection: Connection) async throws {
        try await connection.execute("truncate bench.charge")
    }

    static func insertion(of month: BillingMonth) -> String {
        """
        insert into bench.charge (scope_id, tenure_id, month, item, subject_id, obligor,
            schedule_id, run_id, quantity, amount_fen, charged_on, due_on)
        select t.scope_id, t.tenure_id, '\(month)-01', s.item, t.household_id, t.obligor,
            s.schedule_id, r.run_id, 1, (s.rate + 50) / 100, '\(month)-01', '\(month)-25'
        from registry.tenure t
        join fees.schedule s using (scope_id)
        join bench.run r using (scope_id)
        """
    }

    /// How many charges one side has and the other has not.
    static let differences: Query = """
        with ours as (
            select scope_id, tenure_id, month, item, subject_id, revision, obligor, schedule_id,
                quantity, amount_fen, due_on
            from fees.charge
        ), theirs as (
            select scope_id, tenure_id, month, item, subject_id, revision, obligor, schedule_id,
                quantity, amount_fen, due_on
            from bench.charge
        ), one_sided as (
            (select * from ours except all select * from theirs)
            union all (select * from theirs except all select * from ours)
        )
        select count(*) from one_sided
        """
}

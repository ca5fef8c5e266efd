import Access
import Core
import Postgres
import TestSupport
import Testing

@testable import Registry

@Suite struct StallTests {
    private func lease(
        _ database: Database, _ compound: MadeCompound, stall: String = "A-001", to household: Int,
        from: String, plate: String? = nil
    ) async throws -> Bool {
        try await LeaseStall(database: database).perform(
            LeaseStall.Input(
                scope: compound.scope, stall: stall, household: compound.households[household],
                from: month(from), plate: plate),
            by: testActor)
    }

    private func release(
        _ database: Database, _ compound: MadeCompound, stall: String = "A-001", after: String
    ) async throws {
        try await ReleaseStall(database: database).perform(
            stall: stall, in: compound.scope, after: month(after), by: testActor)
    }

    /// Every lease: stall, owner of the tenure, from, until.
    private func leases(_ database: Database) async throws -> [String] {
        try await database.query(
            """
            select concat_ws(' ', s.code, w.name, to_char(l.from_month, 'YYYY-MM'),
                to_char(l.until_month, 'YYYY-MM'))
            from registry.stall_lease l
            join registry.stall s using (scope_id, stall_id)
            join registry.ownership o using (scope_id, tenure_id)
            join registry.owner w using (scope_id, owner_id)
            order by s.code, l.lease_id
            """
        ).map { try $0.decode(String.self) }
    }

    @Test func leasesReleasesAndLeasesAgain() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            #expect(
                try await lease(database, compound, to: 0, from: "2021-11", plate: "豫K12345"))
            #expect(
                try await !lease(database, compound, to: 0, from: "2021-11", plate: "豫K12345 "))
            try await release(database, compound, after: "2022-01")
            #expect(try await lease(database, compound, to: 1, from: "2022-02"))
            #expect(
                try await leases(database) == [
                    "A-001 业主101 2021-11 2022-01", "A-001 业主102 2022-02",
                ])
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test func refusesAsATable() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            _ = try await lease(database, compound, to: 0, from: "2021-11")
            _ = try await lease(database, compound, stall: "A-002", to: 0, from: "2021-11")
            try await release(database, compound, stall: "A-002", after: "2022-01")
            let table: [(String, Int, String, String?, String)] = [
                ("A-001", 0, "2021-11", "", "malformedPlate"),
                ("A-001", 0, "2021-11", String(repeating: "豫", count: 21), "malformedPlate"),
                ("A-009", 0, "2021-11", nil, "unknownStall"),
                ("a-001", 0, "2021-11", nil, "unknownStall"),
                ("A-00_", 0, "2021-11", nil, "unknownStall"),
                ("A-001", 1, "2021-11", nil, "stallAlreadyLeased"),
                ("A-001", 0, "2021-12", nil, "stallAlreadyLeased"),
                ("A-001", 0, "2021-11", "豫K1", "stallAlreadyLeased"),
                ("A-002", 1, "2022-01", nil, "leaseOverlaps"),
                ("A-002", 1, "2022-02", nil, "none"),
            ]
            for (stall, household, from, plate, code) in table {
                let found = try await refusal {
                    _ = try await lease(
                        database, compound, stall: stall, to: household, from: from, plate: plate)
                }
                #expect(found == code, "\(stall) \(from)")
            }
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func releaseHasItsBounds() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            _ = try await lease(database, compound, to: 0, from: "2021-11")
            let table = [
                ("A-009", "2021-11", "unknownStall"), ("A-002", "2021-11", "stallNotLeased"),
                ("A-001", "2021-09", "releaseBeforeStart"),
                // the month before its first: never billed
                ("A-001", "2021-10", "none"), ("A-001", "2021-10", "stallNotLeased"),
            ]
            for (stall, after, code) in table {
                let found = try await refusal {
                    try await release(database, compound, stall: stall, after: after)
                }
                #expect(found == code, "\(stall) \(after)")
            }
            // what was never billed does not stand in the way
            #expect(try await lease(database, compound, to: 1, from: "2021-11"))
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test func aLeaseDoesNotBeginBeforeItsTenure() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            try await transfer(database, compound, on: "2021-11-15", keepsStalls: false)
            let code = try await refusal {
                _ = try await lease(database, compound, to: 0, from: "2021-10")
            }
            #expect(code == "leaseBeforeTenure")
            #expect(try await lease(database, compound, to: 0, from: "2021-11"))
        }
    }

    /// A code that many plates and rooms contain is still found.
    @Test func findsAStallAmongManyAlike() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 1, stalls: 0)
            try await asSuperuser(database) { connection in
                try await connection.execute(
                    """
                    insert into registry.stall (scope_id, code, entry_id)
                    select \(compound.scope), n::text, 0 from generate_series(1, 9999) n
                    """)
            }
            #expect(try await lease(database, compound, stall: "9", to: 0, from: "2021-11"))
        }
    }

    @Test func manyAtOnceLeaseOnce() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            let codes = try await withThrowingTaskGroup(of: String.self) { group in
                for household in 0..<4 {
                    group.addTask {
                        try await refusal {
                            _ = try await lease(
                                database, compound, to: household, from: "2021-11")
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.count { $0 == "none" } == 1)
            #expect(codes.count { $0 == "stallAlreadyLeased" } == 3)
        }
    }

    // MARK: over a transfer

    private func transfer(
        _ database: Database, _ compound: MadeCompound, on date: String, keepsStalls: Bool
    ) async throws {
        _ = try await TransferHousehold(database: database).perform(
            TransferHousehold.Input(
                scope: compound.scope, household: compound.households[0], day: day(date),
                owners: [.init(name: "新业主")], keepsStalls: keepsStalls),
            by: testActor, on: day("2021-11-08"))
    }

    /// Day of the transfer, whether the stalls go over, and the leases that follow from it.
    @Test(arguments: [
        ("2021-11-15", false, ["A-001 业主101 2021-09 2021-11"]),
        ("2021-11-30", false, ["A-001 业主101 2021-09 2021-11"]),
        ("2021-12-01", false, ["A-001 业主101 2021-09 2021-11"]),
        ("2021-11-15", true, ["A-001 业主101 2021-09 2021-11", "A-001 新业主 2021-12"]),
        ("2021-12-01", true, ["A-001 业主101 2021-09 2021-11", "A-001 新业主 2021-12"]),
        // transferred before the lease's first month: never billed to the old tenure
        ("2021-09-01", false, ["A-001 业主101 2021-09 2021-08"]),
        ("2021-09-01", true, ["A-001 业主101 2021-09 2021-08", "A-001 新业主 2021-09"]),
        ("2021-07-15", true, ["A-001 业主101 2021-09 2021-08", "A-001 新业主 2021-09"]),
    ])
    func leasesEndOrGoOver(date: String, keeps: Bool, expected: [String]) async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            _ = try await lease(database, compound, to: 0, from: "2021-09", plate: "豫K1")
            try await transfer(database, compound, on: date, keepsStalls: keeps)
            #expect(try await leases(database) == expected)
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database) == [])
        }
    }

    @Test func othersKeepTheirStalls() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            _ = try await lease(database, compound, to: 0, from: "2021-09")
            _ = try await lease(database, compound, stall: "A-002", to: 1, from: "2021-09")
            try await transfer(database, compound, on: "2021-11-15", keepsStalls: false)
            #expect(try await leases(database).last == "A-002 业主102 2021-09")
        }
    }

    @Test func listsAndSearches() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, stalls: 5)
            _ = try await lease(database, compound, to: 1, from: "2021-09", plate: "豫K%_1")
            let table: [(String?, Int, Int, [String], Int)] = [
                (nil, 2, 1, ["A-002", "A-003"], 5), ("1-1-102", 9, 0, ["A-001"], 1),
                ("%", 9, 0, ["A-001"], 1), ("_", 9, 0, ["A-001"], 1), ("\\", 9, 0, [], 0),
                (nil, 2, 6, [], 5), ("a-00", 9, 3, ["A-004", "A-005"], 5),
                ("豫k", 9, 0, ["A-001"], 1),
            ]
            for (search, limit, offset, codes, total) in table {
                let page = try await ListStalls(database: database).perform(
                    ListStalls.Input(
                        scope: compound.scope, search: search, limit: limit, offset: offset),
                    by: testActor)
                #expect(page.stalls.map(\.code) == codes && page.total == total)
            }
        }
    }

    @Test func filtersAndSorts() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, stalls: 4)
            _ = try await lease(database, compound, stall: "A-002", to: 2, from: "2021-09")
            _ = try await lease(database, compound, stall: "A-004", to: 0, from: "2021-10")
            func codes(
                title: StallTitle? = nil, leased: Bool? = nil, sort: ListStalls.Sort = .code,
                descending: Bool = false
            ) async throws -> [String] {
                try await ListStalls(database: database).perform(
                    ListStalls.Input(
                        scope: compound.scope, title: title, isLeased: leased, sort: sort,
                        descending: descending),
                    by: testActor
                ).stalls.map(\.code)
            }
            #expect(try await codes(leased: true) == ["A-002", "A-004"])
            #expect(try await codes(leased: false) == ["A-001", "A-003"])
            #expect(try await codes(title: .owned) == [])
            #expect(try await codes(title: .common).count == 4)
            #expect(try await codes(descending: true).first == "A-004")
            #expect(
                try await codes(sort: .household) == ["A-004", "A-002", "A-001", "A-003"])
            #expect(try await codes(leased: true, sort: .from) == ["A-002", "A-004"])
        }
    }
}

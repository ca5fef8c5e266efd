import Glibc
import TestSupport
import Testing

/// What is copied comes back the same, or nothing changes.
struct BackupTests {
    private func backUp(_ desk: Desk) async throws -> String {
        let outcome = try await desk.json("database backup", [desk.folder.path("copies/")])
        return try #require(outcome["path"]?.text)
    }

    /// Tables by name, as a backup's own list has them.
    private func tables(of backup: String, in desk: Desk) throws -> [String: Value] {
        let name = String(backup.dropFirst(desk.folder.root.count + 1)) + "/backup.json"
        let manifest = try #require(Value(desk.folder.text(name)))
        return Dictionary(
            uniqueKeysWithValues: (manifest["tables"]?.list ?? []).map { table in
                (table["name"]?.text ?? "", table)
            })
    }

    private func takeOverAndBill(_ desk: Desk) async throws {
        try await desk.takeOver(stalls: true)
        try await desk.decideFees()
        _ = try await desk.json("bill run 2021-11 --compound 文宴雅居")
        _ = try await desk.json(
            "payment take 1-1-101 --compound 文宴雅居 --amount 80.00 --channel cash "
                + "--received-on 2021-11-08 --receipt-on 2021-11-08 --key 甲")
    }

    @Test func intoAFreshClusterEverythingComesBack() async throws {
        try await withDesk { source in
            try await takeOverAndBill(source)
            let link = await source.words(of: "household link 1-1-101 --compound 文宴雅居")
            let backup = try await backUp(source)
            let wanted = try tables(of: backup, in: source)
            #expect(wanted["fees.charge"]?["rows"]?.number ?? 0 > 200)

            try await withPrivateDesk { desk in
                let restored = try await desk.json("database restore", [backup])
                #expect(restored["tables"]?.number == Int64(wanted.count))
                #expect(restored["replacedDatabase"] == .null)
                #expect(try await desk.json("check")["ok"] == true)
                #expect(try await desk.json("audit verify")["ok"] == true)
                #expect(await desk.words(of: "household link 1-1-101 --compound 文宴雅居") == link)

                // Digests anew, by a backup of what was restored; the log is longer by one entry.
                let again = try tables(of: try await backUp(desk), in: desk)
                #expect(Set(again.keys) == Set(wanted.keys))
                for (name, table) in wanted where name != "access.audit_entry" {
                    #expect(again[name] == table, "\(name)")
                }
                let entries = wanted["access.audit_entry"]?["rows"]?.number ?? 0
                #expect(again["access.audit_entry"]?["rows"]?.number == entries + 1)

                // Life goes on: numbers are drawn where they had stopped.
                _ = try await desk.json("bill run 2021-12 --compound 文宴雅居")
                #expect(try await desk.json("check")["ok"] == true)
            }
        }
    }

    @Test func whatIsThereIsReplacedOnlyWhenToldAndKept() async throws {
        try await withPrivateDesk { desk in
            try await desk.takeOverSmall()
            let backup = try await backUp(desk)
            _ = try await desk.json("compound add 后来的小区 --county 魏都区")
            #expect(try await desk.refusal("database restore", [backup]) == "databaseNotEmpty")
            #expect(try await desk.json("compound list")["compounds"]?.list.count == 2)

            let restored = try await desk.json("database restore --replace", [backup])
            let kept = try #require(restored["replacedDatabase"]?.text)
            #expect(kept.hasPrefix("linli_before_"))
            #expect(restored["replacedKeys"] == .null)
            #expect(try await desk.json("compound list")["compounds"]?.list.count == 1)
            #expect(try await desk.json("check")["ok"] == true)

            // Other keys than those of the backup are not thrown away either.
            let key = desk.folder.path("data/keys/resident-links.key")
            unlink(key)
            _ = try await desk.json("compound list")
            #expect(try await desk.refusal("database restore", [backup]) == "keysDiffer")
            let again = try await desk.json("database restore --replace", [backup])
            #expect(again["replacedKeys"]?.text?.contains("/data/keys.before-") == true)
            var status = stat()
            #expect(stat(key, &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func whileItIsInUseNothingIsReplaced() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            let backup = try await backUp(desk)
            let server = desk.start("serve --listen 127.0.0.1:0")
            await waitUntil { server.folder.text("out").contains("已启动") }
            #expect(
                try await desk.refusal("database restore --replace", [backup]) == "databaseInUse")
            // A backup needs no stop.
            #expect(
                try await desk.json(
                    "database backup --without-keys",
                    [
                        desk.folder.path("running.dump")
                    ])["keys"] == .list([]))
            server.signal(SIGTERM)
            _ = await server.end()
        }
    }

    @Test func aSingleFileHoldsNoKeys() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            let file = desk.folder.path("one.dump")
            #expect(try await desk.refusal("database backup", [file]) == "keysLeftOut")
            let outcome = try await desk.json("database backup --without-keys", [file])
            #expect(outcome["path"]?.text == file)
            #expect(
                try await desk.refusal("database backup --without-keys", [file]) == "alreadyThere")

            let empty = try await TestDatabase.create(empty: true)
            let other = [
                "LINLI_DATABASE_URL": try TestDatabase.url(database: empty),
                "LINLI_DATA": desk.folder.path("other"),
            ]
            mkdir(desk.folder.path("other"), 0o755)
            #expect(
                try await desk.refusal("database restore", [file], environment: other)
                    == "keysNotInBackup")
            let ran = await desk.linli(
                "database restore --without-keys", [file], environment: other)
            #expect(ran.status == 0, "\(ran.errors)")
            #expect(ran.errors.isEmpty)
            let list = await desk.linli("compound list --json", environment: other)
            #expect(Value(list.out)?["compounds"]?.list.count == 1)
            try await TestDatabase.drop(empty)
        }
    }

    @Test func aDamagedBackupChangesNothing() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            let backup = try await backUp(desk)
            let empty = try await TestDatabase.create(empty: true)
            let other = ["LINLI_DATABASE_URL": try TestDatabase.url(database: empty)]
            func refusal(_ path: String) async throws -> String {
                try await desk.refusal("database restore", [path], environment: other)
            }
            let name = String(backup.dropFirst(desk.folder.root.count + 1))
            let list = desk.folder.text("\(name)/backup.json")
            let dump = desk.folder.bytes("\(name)/linli.dump")

            // A list that promises another row: all is taken back.
            let row = "\"name\":\"registry.household\",\"rows\":"
            desk.folder.write(list.replacing(row + "2", with: row + "3"), as: "\(name)/backup.json")
            #expect(try await refusal(backup) == "backupDiffers")
            desk.folder.write(
                list.replacing("registry.household\"", with: "registry.houses\""),
                as: "\(name)/backup.json")
            #expect(try await refusal(backup) == "backupDiffers")
            desk.folder.write(
                list.replacing("\"format\":1", with: "\"format\":2"), as: "\(name)/backup.json")
            #expect(try await refusal(backup) == "backupDamaged")
            desk.folder.write(list, as: "\(name)/backup.json")

            var broken = dump
            broken[broken.count / 2] ^= 1
            desk.folder.write(broken, as: "\(name)/linli.dump")
            #expect(try await refusal(backup) == "backupDamaged")
            desk.folder.write(Array(dump.prefix(40)), as: "cut.dump")
            #expect(try await refusal(desk.folder.path("cut.dump")) == "notADump")
            desk.folder.write("不是备份", as: "words.dump")
            #expect(try await refusal(desk.folder.path("words.dump")) == "notADump")
            #expect(try await refusal(desk.folder.path("nowhere")) == "notABackup")
            #expect(try await refusal(desk.folder.root) == "notABackup")
            desk.folder.write(dump, as: "\(name)/linli.dump")

            let ran = await desk.linli("database restore", [backup], environment: other)
            #expect(ran.status == 0, "\(ran.errors)")
            try await TestDatabase.drop(empty)
        }
    }

    @Test func whatCannotBeBackedUpIsSaid() async throws {
        try await withDesk { desk in
            let folder = desk.folder.path("copies/")
            #expect(try await desk.refusal("database backup", [folder]) == "keysMissing")
            let empty = try await TestDatabase.create(empty: true)
            let other = ["LINLI_DATABASE_URL": try TestDatabase.url(database: empty)]
            #expect(
                try await desk.refusal(
                    "database backup --without-keys", [folder], environment: other)
                    == "nothingToBackUp")
            try await TestDatabase.drop(empty)
            #expect(
                try await desk.refusal(
                    "database backup --without-keys", [desk.folder.path("no/such/file")])
                    == "folderMissing")
            // Nothing half made is left, hidden files neither.
            let left = await Command.run(
                [], environment: desk.environment, through: "ls -A '\(folder)' 2>/dev/null || true")
            #expect(left.out.isEmpty, "\(left.out)")
        }
    }

    @Test func interruptedNothingHalfMadeIsLeft() async throws {
        try await withDesk { desk in
            try await desk.takeOver()
            for wait in [20_000, 60_000, 150_000, 300_000] as [UInt32] {
                let running = desk.start("database backup", [desk.folder.path("copies/")])
                usleep(wait)
                running.signal(SIGINT)
                let ran = await running.end()
                #expect([0, 130, 1000 + SIGINT].contains(ran.status), "\(ran.errors)")
            }
            let left = await Command.run(
                [], environment: desk.environment,
                through: "find '\(desk.folder.path("copies"))' -name '.linli*'")
            #expect(left.out.isEmpty, "\(left.out)")
        }
    }
}

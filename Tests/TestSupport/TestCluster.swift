import Glibc

/// One PostgreSQL cluster for the whole test process, made on first use in a folder of its own
/// under /tmp, without durability, and stopped by a watchdog once the process is gone.
final class TestCluster: Sendable {
    let socketFolder: String
    static let port = 5432

    static let shared: Result<TestCluster, any Error> = Result { try TestCluster() }

    struct StartFailed: Error, CustomStringConvertible {
        let description: String
    }

    private init() throws {
        var template = Array("/tmp/linli-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw StartFailed(description: "mkdtemp") }
        socketFolder = String(cString: made)
        // Not Foundation's Process: it waits for every grandchild, and the server is one.
        let command = "set -- '\(socketFolder)' '\(getpid())'\n\(TestCluster.script)"
        guard let pipe = popen(command, "r") else { throw StartFailed(description: "popen") }
        var said: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 {
            said += chunk[..<count]
        }
        guard pclose(pipe) == 0 else {
            throw StartFailed(description: String(decoding: said, as: UTF8.self))
        }
    }

    /// $1 the folder, $2 the process to outlive by no more than a second.
    private static let script = #"""
        exec 2>&1
        set -eu
        bin=$(pg_config --bindir)
        [ -x "$bin/initdb" ] || bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
        as=""
        if [ "$(id -u)" = 0 ]; then
            chown postgres "$1"
            as="setpriv --reuid postgres --regid postgres --init-groups"
        fi
        $as "$bin/initdb" -D "$1/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >/dev/null
        $as "$bin/pg_ctl" -D "$1/data" -w -t 60 -l "$1/log" -o "-k $1 -c listen_addresses='' \
            -c fsync=off -c max_connections=300 -c shared_buffers=128MB -c jit=off \
            -c autovacuum_naptime=5s" start >/dev/null || { cat "$1/log"; exit 1; }
        setsid sh -c '
            while kill -0 "$2" 2>/dev/null; do sleep 1; done
            '"$as"' "$3/pg_ctl" -D "$1/data" -m immediate stop
            rm -rf "$1"
        ' sh "$1" "$2" "$bin" >/dev/null 2>&1 </dev/null &
        """#
}

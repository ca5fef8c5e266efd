import Application
import Core
import Glibc
import Testing

@Suite struct SettingsTests {
    private func settings(
        data: String? = nil, url: String? = nil, listen: String? = nil,
        _ environment: [String: String] = [:]
    ) throws(Settings.Failure) -> Settings {
        try Settings(
            dataFolder: data, databaseURL: url, listen: listen,
            environment: { environment[$0] })
    }

    @Test(arguments: [
        (nil, nil, "127.0.0.1", 8080), ("0.0.0.0:80", nil, "0.0.0.0", 80),
        (nil, "127.0.0.1:9000", "127.0.0.1", 9000),
        // the flag before the environment
        ("127.0.0.1:1", "127.0.0.1:2", "127.0.0.1", 1), ("[::1]:8080", nil, "::1", 8080),
        ("localhost:0", nil, "localhost", 0), ("localhost:65535", nil, "localhost", 65_535),
    ])
    func listens(flag: String?, variable: String?, host: String, port: Int) throws {
        let environment = variable.map { ["LINLI_LISTEN": $0] } ?? [:]
        let listen = try settings(data: "/d", listen: flag, environment).listen
        #expect(listen == (host, port))
    }

    @Test(arguments: [
        "", "8080", "localhost", "localhost:", "localhost:65536", "localhost:-1", "localhost:x",
        ":8080", "[]:8080", "localhost:+80", "localhost:8080 ",
    ])
    func refusesAddresses(text: String) {
        #expect(throws: Settings.Failure.listenMalformed(text)) {
            try settings(data: "/d", listen: text)
        }
    }

    @Test func figuresAreFetchedWhereItIsSaid() throws {
        #expect(try settings(data: "/d").metrics == nil)
        let metrics = try settings(data: "/d", ["LINLI_METRICS": "127.0.0.1:9090"]).metrics
        #expect(metrics?.host == "127.0.0.1" && metrics?.port == 9090)
        #expect(throws: Settings.Failure.metricsMalformed("9090")) {
            try settings(data: "/d", ["LINLI_METRICS": "9090"])
        }
    }

    @Test func whereDataLies() throws {
        let environment = [
            "LINLI_DATA": "/from/variable", "XDG_DATA_HOME": "/xdg", "HOME": "/home/someone",
        ]
        #expect(try settings(data: "/flag", environment).dataFolder == "/flag")
        #expect(try settings(environment).dataFolder == "/from/variable")
        let relative = try settings(data: "here").dataFolder
        #expect(relative.hasPrefix("/") && relative.hasSuffix("/here"))
        var withoutLinli = environment
        withoutLinli["LINLI_DATA"] = nil
        let isRoot = geteuid() == 0
        #expect(
            try settings(withoutLinli).dataFolder == (isRoot ? "/var/lib/linli" : "/xdg/linli"))
        if !isRoot {
            #expect(
                try settings(["HOME": "/home/someone"]).dataFolder
                    == "/home/someone/.local/share/linli")
            #expect(throws: Settings.Failure.homeUnknown) { try settings() }
        }
    }

    @Test func whichDatabase() throws {
        let environment = ["LINLI_DATABASE_URL": "postgresql://variable"]
        #expect(try settings(data: "/d").databaseURL == nil)
        #expect(try settings(data: "/d", environment).databaseURL == "postgresql://variable")
        #expect(
            try settings(data: "/d", url: "postgresql://flag", environment).databaseURL
                == "postgresql://flag")
    }

    @Test func anEmptyVariableIsNone() {
        setenv("LINLI_TEST_EMPTY", "", 1)
        defer { unsetenv("LINLI_TEST_EMPTY") }
        #expect(Settings.environment("LINLI_TEST_EMPTY") == nil)
        #expect(Settings.environment("LINLI_TEST_UNSET") == nil)
    }
}

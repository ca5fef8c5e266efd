import ArgumentParser
import Core
import Registry

// How what people type becomes Core's values. A value that cannot be read is refused by the
// command in Chinese (exit 1); only a wrongly written command line is a matter of usage (exit 64).

/// Which compound a command is about.
struct CompoundOption: ParsableArguments {
    @Option(help: "小区名称；重名时写 上级/名称")
    var compound: String
}

/// Pages of a list that is not searched.
struct PlainPageOptions: ParsableArguments {
    @Option(help: "每页行数（1 至 10000）") var limit = 50
    @Option(help: "第几页，从 1 起") var page = 1

    var offset: Int { pages.offset }

    private var pages: PageOptions {
        var pages = PageOptions()
        (pages.search, pages.limit, pages.page) = (nil, limit, page)
        return pages
    }

    func validate() throws { try pages.validate() }

    func footer(total: Int, unit: String) -> String { pages.footer(total: total, unit: unit) }
}

/// Lists on a terminal come in pages.
struct PageOptions: ParsableArguments {
    @Option(help: "只列房号、姓名等含有这些字的") var search: String?
    @Option(help: "每页行数（1 至 10000）") var limit = 50
    @Option(help: "第几页，从 1 起") var page = 1

    var offset: Int { (page - 1) * limit }

    func validate() throws {
        guard (1...10_000).contains(limit) else {
            throw ValidationError("--limit 须在 1 与 10000 之间")
        }
        guard (1...1_000_000).contains(page) else {
            throw ValidationError("--page 须从 1 起")
        }
    }

    /// `共 216 户，第 2 页 / 5 页`.
    func footer(total: Int, unit: String) -> String {
        let pages = max(1, (total + limit - 1) / limit)
        guard page <= pages else { return "共 \(total) \(unit)，只有 \(pages) 页，没有第 \(page) 页。" }
        return "共 \(total) \(unit)" + (pages > 1 ? "，第 \(page) 页 / \(pages) 页（--page）" : "")
    }
}

extension HouseholdCode {
    /// - Throws: `HouseholdRefusal.malformedCode`.
    init(entry text: String) throws {
        guard let code = HouseholdCode(spoken: text) else {
            throw HouseholdRefusal.malformedCode(text)
        }
        self = code
    }
}

extension CivilDate {
    init?(optional text: String?) throws {
        guard let text else { return nil }
        try self.init(entry: text)
    }
}

extension BillingMonth {
    init?(optional text: String?) throws {
        guard let text else { return nil }
        try self.init(entry: text)
    }
}

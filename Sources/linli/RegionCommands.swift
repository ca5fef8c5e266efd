import ArgumentParser
import Core
import Registry

struct RegionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "region", abstract: "地区（市、县区、街道、社区）：列出",
        subcommands: [List.self])

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出地区，各有几个小区")

        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let regions = try await ListRegions(database: house.database).perform(by: house.actor)
            show(["regions": JSON(regions)]) {
                guard !regions.isEmpty else {
                    return "还没有地区：登记小区时一并登记，例如 linli compound add 名称 --county 魏都区。"
                }
                var table = TextTable([("地区", .left), ("级别", .left), ("小区", .right)])
                for region in regions {
                    table.add([
                        region.path.joined(separator: " / "), region.kind.chinese,
                        String(region.compounds),
                    ])
                }
                return table.text
            }
        }
    }
}

extension Region {
    /// The one region of that name, or of that path: `魏都区`, `许昌市/魏都区`.
    ///
    /// - Throws: `MalformedValue`.
    static func named(_ text: String, in regions: [Region]) throws(MalformedValue) -> Region {
        let parts = text.split(separator: "/").map(\.trimmed)
        let matching = regions.filter { $0.path.suffix(parts.count).elementsEqual(parts) }
        guard let found = matching.first, !parts.isEmpty else {
            throw MalformedValue(
                code: "unknownRegion",
                sentence: "没有名为“\(text.prefix(100))”的地区：请用 linli region list 查看。")
        }
        guard matching.count == 1 else {
            let paths = matching.prefix(5).map { $0.path.joined(separator: "/") }
            throw MalformedValue(
                code: "ambiguousRegion",
                sentence: "名为“\(text.prefix(100))”的地区不止一个：请写明上级，例如 "
                    + "\(paths.joined(separator: " 或 "))。")
        }
        return found
    }
}

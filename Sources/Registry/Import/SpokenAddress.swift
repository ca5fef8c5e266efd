import Core
import Tables

extension HouseholdCode {
    /// Reads a household as people write it: `3-2-501`, `3栋2单元501`, `3号楼二单元501室`,
    /// `３＃２－５０１`, `5#101`. Nil for what is none, or could be two things.
    public init?(spoken text: String) {
        var whole = TextNormaliser.compact(text)
        while whole.hasSuffix("-") { whole.removeLast() }
        guard whole.count <= 4 * AddressPart.longest else { return nil }
        var building: String
        var entrance = ""
        var room: String
        if let (before, after) = SpokenAddress.splitEntrance(whole) {
            // without a building before the entrance it is not known which
            guard let (first, second) = SpokenAddress.splitBuilding(before) else { return nil }
            (building, entrance, room) = (first, second, after)
        } else if let (first, rest) = SpokenAddress.splitBuilding(whole) {
            building = first
            room = rest
            if let (second, third) = SpokenAddress.split(rest, at: ["-"]) {
                (entrance, room) = (second, third)
            }
        } else {
            return nil
        }
        while room.hasPrefix("-") { room.removeFirst() }
        while entrance.hasSuffix("-") { entrance.removeLast() }
        guard let building = AddressPart.building(building), let room = AddressPart.room(room),
            let entrance = entrance.isEmpty ? "" : AddressPart.entrance(entrance)
        else { return nil }
        self.init(building: building, entrance: entrance, room: room)
    }
}

enum SpokenAddress {
    private static let marks = ["号楼", "#楼", "号栋", "号幢", "号座", "栋", "幢", "座", "楼", "#", "-"]

    /// `3号楼2单元501` → (`3号楼2`, `501`). A bare 门 counts only between numbers: 门面 is a shop.
    static func splitEntrance(_ text: String) -> (String, String)? {
        if let parts = split(text, at: ["单元", "门洞"]) { return parts }
        guard let (before, after) = split(text, at: ["门"]),
            let last = before.last, AddressPart.endsLikeANumber(String(last)),
            let first = after.first, first == "-" || AddressPart.endsLikeANumber(String(first))
        else { return nil }
        return (before, after)
    }

    /// `3号楼2` → (`3号楼`, `2`), `3-2` → (`3`, `2`): the building, and what follows its mark.
    static func splitBuilding(_ text: String) -> (String, String)? {
        var best: (before: String, mark: String, after: String)?
        for mark in marks {
            guard let (before, after) = split(text, at: [mark]), !before.isEmpty else { continue }
            if best.map({ before.count < $0.before.count }) ?? true { best = (before, mark, after) }
        }
        guard let (before, mark, after) = best else { return nil }
        return (
            mark == "-" ? before : before + mark,
            after.hasPrefix("-") ? String(after.dropFirst()) : after
        )
    }

    /// What is before and after the first of these marks that the text has.
    static func split(_ text: String, at marks: [String]) -> (String, String)? {
        for mark in marks {
            var start = text.startIndex
            while start < text.endIndex {
                if text[start...].hasPrefix(mark) {
                    let end = text.index(start, offsetBy: mark.count)
                    return (String(text[..<start]), String(text[end...]))
                }
                start = text.index(after: start)
            }
        }
        return nil
    }
}

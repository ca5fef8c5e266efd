import Testing

@testable import Web

@Suite struct TypedRoomTests {
    @Test(arguments: [
        ("3-2-501", "3-2-501"), ("3号楼2单元501室", "3-2-501"), ("3号楼2单元501", "3-2-501"),
        ("3栋2单元501", "3-2-501"), ("3幢2单元501号", "3-2-501"), ("３＃２－５０１", "3-2-501"),
        ("3号楼二单元501室", "3-2-501"), ("三号楼 二单元 501 室", "3-2-501"),
        ("十二号楼2单元501", "12-2-501"), ("二十三栋一单元501", "23-1-501"),
        ("二十栋十单元501", "20-10-501"), ("3－2－501", "3-2-501"), ("3—2—501", "3-2-501"),
        ("5-101", "5-101"), ("5号楼101室", "5-101"), ("5#101", "5-101"), ("A座2单元501", "A-2-501"),
        ("3号楼2门501", "3-2-501"), ("　3-2-501　", "3-2-501"), ("3 - 2 - 501", "3-2-501"),
    ])
    func aRoomIsReadHoweverItIsWritten(_ typed: String, _ code: String) {
        #expect(TypedRoom.code(typed)?.description == code)
    }

    @Test(arguments: ["", "501", "-", "1-2-3-4", "室", "3号楼", String(repeating: "1", count: 81)])
    func whatIsNoRoom(_ typed: String) {
        #expect(TypedRoom.code(typed) == nil)
    }
}

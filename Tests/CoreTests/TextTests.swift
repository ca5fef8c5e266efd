import Core
import Testing

@Suite struct TextTests {
    @Test(arguments: [
        (" 文宴雅居 ", "文宴雅居"), ("\u{3000}郭超桂\u{00A0}", "郭超桂"), ("\u{FEFF}楼栋", "楼栋"), ("  ", ""),
        ("a b", "a b"),
    ])
    func trims(text: String, expected: String) {
        #expect(text.trimmed == expected)
    }

    @Test(arguments: [
        ("13900000037", "139****0037"), ("03742169961", "037****9961"), ("2169961", "*****61"),
        ("1", "1"),
    ])
    func masksPhones(phone: String, shown: String) {
        #expect(PersonalData.maskedPhone(phone) == shown)
    }

    @Test(arguments: [("郭超桂", "郭**"), ("李英", "李*"), ("李", "李*"), ("", "")])
    func masksNames(name: String, shown: String) {
        #expect(PersonalData.maskedName(name) == shown)
    }

    @Test func writesJSON() {
        let json: JSON = [
            "name": "引\"号\\与\n换行\u{01}", "fen": 8000, "none": nil, "flag": true, "list": [1, "二"],
        ]
        #expect(
            json.text
                == #"{"name":"引\"号\\与\n换行\u0001","fen":8000,"none":null,"flag":true,"list":[1,"二"]}"#
        )
    }

    @Test func areas() {
        #expect(Area("58.36")?.hundredths == 5836)
        #expect(Area("1000000")?.hundredths == 100_000_000)
        for refused in ["0", "0.00", "58.361", "约90", "-1", "1000000.01", "９０"] {
            #expect(Area(refused) == nil)
        }
    }
}

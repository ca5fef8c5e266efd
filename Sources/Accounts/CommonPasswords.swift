/// What guessers try first, as far as it is twelve characters long or becomes so with a few digits.
enum CommonPasswords {
    /// Whole ones, in small letters.
    static let whole: Set<String> = Set(
        """
        123456789abc 1234567890ab 1234567890abc 123456abcdef abc123456789 abcd12345678 a1234567890
        aa1234567890 a12345678910 aa123456789a qq1234567890 zxc123456789 asd123456789 qwe123456789
        1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qazxsw23edc
        zaq12wsxcde3 zaq1xsw2cde3 q1w2e3r4t5y6 q1w2e3r4t5y6u7 qazwsxedc123 qazwsxedcrfv
        qwertyuiop123 qwertyuiop12 qwerty123456 qwerty12345678 123456qwerty 12345qwertyui
        qweasdzxc123 asdfghjkl123 zxcvbnm12345 zxcvbnm123456 asdf12345678 qwer12345678 1234qwer5678
        1234qwerasdf qwer1234asdf qweqwe123123 asd123asd123 a1s2d3f4g5h6 a1b2c3d4e5f6 abc123abc123
        abcdef123456 abcdefg12345 abcdefg123456 abcabc123123 123123abcabc 123qweasdzxc 123qwe123qwe
        1qaz1qaz1qaz qwe123qwe123 112233aabbcc aabbcc112233 5201314woaini woaini5201314
        woaini1314520 woaini520520 woaini123456 wo123aini456 ilovechina123 iloveyou1314
        iloveyou5201314 520iloveyou1314 woaizhongguo woaibeijing1 zhongguo1949 zhonghuaminguo
        helloworld123 correcthorsebatterystaple passwordpassword adminadminadmin rootrootroot
        adminadmin123 admin1234admin administrator1 administrator123 password123456 password1234
        pass1234word passw0rd1234 p@ssw0rd1234 p@ssword1234 p@ssw0rd2023 p@ssw0rd2024 p@ssw0rd2025
        changeme1234 letmein12345 welcome12345 welcome2024! trustno1trustno1 monkey123456
        dragon123456 football1234 baseball1234 superman1234 batman123456 master123456
        shadow123456 michael12345 jordan232323 princess1234 sunshine1234 computer1234
        internet1234 whatever1234 starwars1234 qq123456789a wang12345678 zhang1234567 li1234567890
        chen12345678 liu123456789 yang12345678 huang1234567 zhao12345678 xuchang12345
        xuchang123456 wuye12345678 wuyegongsi123 wuyeguanli123 shequ1234567 yezhu1234567
        xiaoqu123456 jiedao123456 juweihui1234 weiduqu12345 henan1234567 beijing12345
        shanghai1234 zhengzhou123 password1! password123! admin@123456 admin@12345678 root@1234567
        test12345678 test123test123 guest1234567 user12345678 linux1234567 oracle123456
        mysql1234567 postgres1234 ubuntu123456 centos123456 tomcat123456 huawei@12345
        huawei@123456 admin123!@#$ 1234!@#$qwer !qaz2wsx3edc !qaz@wsx#edc qwe!@#123456 abc!@#123456
        !@#$%^&*()_+ 123!@#456$%^ 147258369abc 741852963abc asdfasdfasdf qwertyqwerty
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// Words that only digits and signs are put around, in small letters.
    static let words: Set<String> = Set(
        """
        a aa aaa ab abc abcd abcde abcdef abcdefg abcdefgh admin administrator adminadmin aini
        alibaba asd asdf asdfg asdfgh asdfghjkl baobao beijing caiwu changeme changjiang
        charlie chen china computer cangku default demo dragon football freedom guanli guanliyuan
        guest haha hello helloworld henan huang huanghe huawei internet iloveyou jiating jiayou
        jiedao jordan juweihui kefu laogong laopo letmein li lili linli linliadmin liu login love
        manager master mima mimamima mimi monkey mysql nihao nihaoma oracle p pass passwd passwort
        password passwordpassword postgres princess qaz qazwsx qazwsxedc qq qqq qwe qweasd
        qweasdzxc qwer qwert qwerty qwertyu qwertyui qwertyuiop qweqwe root rootroot secret server
        shanghai shequ shengri shequguanli shouji shoufei shoufeiyuan sunshine superman support
        system tangtang taobao temp tencent test testtest tiantian tomcat trustno ubuntu user wang
        wangyi weidu weiduqu weixin welcome wo woaijia woaini woaiwo woaiwojia woaizhongguo
        woshishui wuye wuyefei wuyegongsi wuyeguanli wuyi x xiaoqu xiaoxiao xuchang xuchangshi
        yang yanfa yezhu yonghu yonghuming zaq zhang zhangsan zhao zhaoshang zhengzhou zhifubao
        zhongguo zhujian zx zxc zxcv zxcvb zxcvbn zxcvbnm 密码 我爱你 物业 许昌 管理员 社区 收费 收费员 系统
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// Digits and signs written for letters.
    static let masks: [Character: Character] = [
        "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i",
    ]

    /// Neighbours on a row or a column of the keyboard, both ways.
    static let keyboardPairs: Set<String> = {
        let rows = [
            "1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "!@#$%^&*()_+", "1qaz",
            "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/",
        ]
        var pairs: Set<String> = []
        for row in rows {
            for (left, right) in zip(row, row.dropFirst()) {
                pairs.formUnion(["\(left)\(right)", "\(right)\(left)"])
            }
        }
        return pairs
    }()
}

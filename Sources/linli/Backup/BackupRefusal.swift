import Core

/// Why nothing was copied, or nothing put back, for what the command line says.
enum BackupRefusal: Refusal, Equatable {
    case alreadyThere(String)
    case folderMissing(String)
    case keysLeftOut(String)
    case keysMissing(String)
    case nothingToBackUp
    case notABackup(String)
    case damaged(String)
    case keysNotInBackup(String)
    case keysDiffer(String)

    var code: String {
        switch self {
        case .alreadyThere: "alreadyThere"
        case .folderMissing: "folderMissing"
        case .keysLeftOut: "keysLeftOut"
        case .keysMissing: "keysMissing"
        case .nothingToBackUp: "nothingToBackUp"
        case .notABackup: "notABackup"
        case .damaged: "backupDamaged"
        case .keysNotInBackup: "keysNotInBackup"
        case .keysDiffer: "keysDiffer"
        }
    }

    var sentence: String {
        switch self {
        case .alreadyThere(let path): "\(path) 已经存在，没有覆盖它：请换一个名字。"
        case .folderMissing(let path): "没有文件夹 \(path)：请先建立它。"
        case .keysLeftOut(let keys):
            "单个文件里只有数据库，放不下密钥（\(keys)）；没有密钥，下个月就印不出同样的查询链接。"
                + "请改写一个文件夹（末尾加 /），或已另行保存密钥时加 --without-keys。"
        case .keysMissing(let folder):
            "\(folder) 里没有密钥，没有备份：请用 LINLI_DATA 或 --data 写明数据目录，或加 --without-keys 只备份数据库。"
        case .nothingToBackUp: "数据库是空的，没有可备份的内容：请核对数据目录或数据库地址。"
        case .notABackup(let path):
            "\(path) 不是 linli 的备份：请写 linli-年月日-时分秒 文件夹，或 pg_dump 格式的文件。"
        case .damaged(let path): "\(path) 与备份时记下的校验值不符，已损坏，没有恢复：请换一份备份。"
        case .keysNotInBackup(let folder):
            "备份里没有密钥，\(folder) 里也没有：恢复后已印发的查询链接会全部失效。"
                + "请先把密钥放回那里，或确实没有密钥时加 --without-keys。"
        case .keysDiffer(let folder):
            "\(folder) 里的密钥与备份中的不同，没有恢复：确要换成备份中的请加 --replace，原有密钥会改名保留。"
        }
    }
}

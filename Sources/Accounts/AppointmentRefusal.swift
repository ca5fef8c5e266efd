import Access
import Core

/// Why somebody is not appointed, confirmed or ended.
public enum AppointmentRefusal: RefusalOfConsequence, Equatable {
    case unknownBody(ScopeID)
    case roleDoesNotFit(Role, body: String)
    case roleNotYours(Role)
    case untilBeforeFrom
    case untilInPast(CivilDate)
    case ownAppointment
    case accountDisabled(String)
    case appointedAlready(Role, body: String)
    case dutiesTogether
    case unknownAppointment(AppointmentID)
    case endedAlready
    case confirmedAlready
    case proposedByYourself

    /// Whether somebody tried to appoint themselves, to be both people, or one not theirs to appoint.
    public var isOfConsequence: Bool {
        switch self {
        case .ownAppointment, .proposedByYourself, .roleNotYours, .dutiesTogether: true
        default: false
        }
    }

    public var code: String {
        switch self {
        case .unknownBody: "unknownBody"
        case .roleDoesNotFit: "roleDoesNotFit"
        case .roleNotYours: "roleNotYours"
        case .untilBeforeFrom: "untilBeforeFrom"
        case .untilInPast: "untilInPast"
        case .ownAppointment: "ownAppointment"
        case .accountDisabled: "accountDisabled"
        case .appointedAlready: "appointedAlready"
        case .dutiesTogether: "dutiesTogether"
        case .unknownAppointment: "unknownAppointment"
        case .endedAlready: "appointmentEnded"
        case .confirmedAlready: "confirmedAlready"
        case .proposedByYourself: "proposedByYourself"
        }
    }

    public var sentence: String {
        switch self {
        case .unknownBody(let scope): "没有编号为 \(scope) 的单位或小区，请核对。"
        case .roleDoesNotFit(let role, let body):
            "“\(role.title)”不能任在“\(body)”：只能任在\(role.home)。"
        case .roleNotYours(let role): "您不能任免“\(role.title)”：请由其所在单位或上级的人办理。"
        case .untilBeforeFrom: "任期的最后一天不能早于第一天，请核对。"
        case .untilInPast(let day): "任期到 \(day) 已经结束，请核对日期。"
        case .ownAppointment: "不能任命自己，请由同一单位的两位同事办理。"
        case .accountDisabled(let name): "账号“\(name)”已停用，请先恢复再任命。"
        case .appointedAlready(let role, let body):
            "此人在这段时间已任（或已提名）“\(body)”的\(role.title)，不再重复。"
        case .dutiesTogether: "系统管理员、审计员和业务人员须分别由不同的人担任，同一账号不能兼任。"
        case .unknownAppointment(let id): "没有编号为 \(id) 的任职，请核对。"
        case .endedAlready: "这项任职已经结束或撤回，请刷新后查看。"
        case .confirmedAlready: "这项任职早已确认，没有改动。"
        case .proposedByYourself: "提名和确认须由两个人分别办理，您提名的请由同事确认。"
        }
    }
}

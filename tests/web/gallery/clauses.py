"""Sample looks of the pages that show verdicts: Today, conformity, one requirement, the inbox, frameworks."""

from datetime import date
from random import Random

from django import forms

from aims.web.looks import (
    ButtonLook,
    ChangeLook,
    Crumb,
    DepthLook,
    DutyLook,
    EmptyLook,
    EvidenceLook,
    FilterLook,
    FormLook,
    GapLook,
    JudgementLook,
    PostureRow,
    Status,
    Text,
    TurnLook,
    TwinLook,
    VerdictLook,
    WhoLook,
)
from aims.web.screens import (
    ClauseLook,
    ConformityLook,
    FrameworkLook,
    InboxGroup,
    InboxLook,
    PostureLook,
    RequirementLine,
    RequirementLook,
    TodayLook,
    TwinGroup,
)

from .frame import Voice, at

NAMES: tuple[Status, ...] = ("met", "partly", "unmet", "stale", "unknown", "not_applicable")
CLAUSES = (
    ("4", "Context", "组织环境", "plan", (11, 2, 0, 0, 1, 0)),
    ("5", "Leadership", "领导作用", "plan", (15, 2, 0, 1, 1, 0)),
    ("6", "Planning", "策划", "plan", (33, 10, 3, 1, 4, 0)),
    ("7", "Support", "支持", "plan", (15, 4, 0, 2, 3, 0)),
    ("8", "Operation", "运行", "do", (12, 4, 1, 1, 2, 0)),
    ("9", "Evaluation", "绩效评价", "check", (10, 5, 1, 0, 8, 0)),
    ("10", "Improvement", "改进", "act", (7, 3, 0, 0, 2, 0)),
    ("A", "Controls", "控制", "annex", (19, 9, 2, 2, 4, 2)),
)


class ReasonForm(forms.Form):
    """Stands for the form that a gap opens."""

    def __init__(self, voice: Voice, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        area = forms.Textarea(attrs={"rows": 2})
        self.fields["a83"] = forms.CharField(
            label=voice("A.8.3 External reporting: why left out?", "A.8.3 外部报告：为何排除？"),
            help_text=voice(
                "Name the risk assessment, law or contract the reason rests on. “Not relevant” is not a reason.",
                "写明理由所依据的风险评估、法律或合同。“不相关”不是理由。",
            ),
            widget=area,
        )
        self.fields["a104"] = forms.CharField(
            label=voice("A.10.4 Customers: why left out?", "A.10.4 客户：为何排除？"),
            widget=area,
            error_messages={"required": voice("Write the reason. It is still empty.", "写明理由，目前为空。")},
        )


def posture(v: Voice) -> PostureLook:
    dice = Random(42)
    rows = []
    before = ""
    for code, english, chinese, pdca, counts in CLAUSES:
        cells = [name for name, count in zip(NAMES, counts, strict=True) for _ in range(count)]
        dice.shuffle(cells)
        rows.append(PostureRow(code, code, v(english, chinese), f"/conformity#clause-{code}", pdca, tuple(cells), pdca != before))
        before = pdca
    return PostureLook(
        tuple(rows),
        v("ISO/IEC 42001:2023, 164 requirements and 38 controls", "ISO/IEC 42001:2023，164项要求和38项控制"),
        v(
            "14 systems; completeness last confirmed on 2 Sep 2026 by Jonas Weber, never for Wealth Management.",
            "14个系统；最近一次完整性确认：韦博，2026年9月2日；财富管理部从未确认。",
        ),
        "/conformity?worst",
    )


def waiting(v: Voice) -> tuple[GapLook, ...]:
    return (
        GapLook(
            "RSK-0042:decide",
            "risk_above_appetite",
            v(
                "Decide the residual risk of RSK-0042 Unequal approval by age. It has been above your criterion for 9 days.",
                "决定RSK-0042 不同年龄批准不均的残余风险。该风险已超出准则9天。",
            ),
            "unmet",
            requirement_ref="6.1.3-h",
            requirement_url="/r/6.1.3-h",
            who=WhoLook(v("You", "你")),
            action=ButtonLook(v("Treat or accept", "处置或接受"), "/act/1", primary=True, target="#gap-RSK-0042-decide-form"),
            due=date(2026, 11, 20),
            days=0,
        ),
        GapLook(
            "SOA-0001:reasons",
            "control_without_reason",
            v(
                "Give the reasons for the 2 controls that version 5 of the Statement of Applicability leaves out.",
                "为适用性声明第5版排除的2项控制填写理由。",
            ),
            "partly",
            requirement_ref="6.1.3-f",
            requirement_url="/r/6.1.3-f",
            action=ButtonLook(v("Give the reasons", "填写理由"), "/act/2", target="#gap-SOA-0001-reasons-form"),
            due=date(2026, 11, 24),
            days=4,
        ),
        GapLook(
            "UNT-0006:complete",
            "completeness_never_confirmed",
            v(
                "Confirm that the register of AI systems is complete for Wealth Management. It has never been confirmed there.",
                "确认财富管理部的AI系统登记完整。该部门从未确认过。",
            ),
            "unknown",
            requirement_ref="4.3-a",
            requirement_url="/r/4.3-a",
            action=ButtonLook(v("Ask the unit head", "请部门负责人确认"), "/act/3", target="#gap-UNT-0006-complete-form"),
            due=date(2026, 11, 27),
            days=7,
        ),
        GapLook(
            "DOC-0002:approve",
            "not_approved",
            v(
                "The AI policy, version 4, is approved. 5.2-e turned from partly met to met.",
                "AI方针第4版已批准。5.2-e由部分满足转为满足。",
            ),
            "met",
            criterion=v("signed", "已签署"),
            closed_at=at("2026-11-20T09:42"),
            closed_by=v("Ingrid Solberg", "苏英"),
            just=True,
            action=ButtonLook(v("See the signature", "查看签署"), "/doc/2#signatures"),
        ),
    )


def expiring(v: Voice) -> tuple[DutyLook, ...]:
    return (
        DutyLook(v("Competence of Aisha Karim: credit reviewer", "高爱莎的能力证明：信贷复核"), "CMP-0031", "/c/31", date(2026, 11, 24), 4),
        DutyLook(v("Impact assessment of Retail credit scoring", "零售信用评分的影响评估"), "AIA-0004", "/a/4", date(2026, 12, 1), 11),
        DutyLook(v("Exception to the data retention rule", "数据保留规则的例外"), "EXC-0003", "/e/3", date(2026, 12, 9), 19),
        DutyLook(v("Management review, minutes unsigned", "管理评审，记录未签署"), "MR-0006", "/m/6", date(2026, 11, 18), -2),
    )


def today(v: Voice) -> TodayLook:
    the_system = v("the system", "系统")
    return TodayLook(
        v(
            "Friday 20 November 2026. Three things wait for you, one of them today. Fourteen AI systems are in scope; a live"
            " monitor on one of them is outside its limit.",
            "2026年11月20日，星期五。有三项待办等你处理，其中一项今日到期。范围内有14个AI系统，其中一个的监测越限。",
        ),
        posture(v),
        waiting(v),
        (
            ChangeLook(v("AI policy, version 4, in force", "AI方针第4版生效"), "DOC-0002", "/d/2", v("Ingrid Solberg", "苏英"), at("2026-11-20T09:42")),
            ChangeLook(v("Breach: approval ratio, under 26", "越限：26岁以下批准率之比"), "MON-0012", "/m/12", the_system, at("2026-11-20T08:58")),
            ChangeLook(Text("Leverandørgjennomgang returnert", "nb"), "SUP-0005", "/s/5", v("Daniel Osei", "欧阳丹"), at("2026-11-19T14:20")),
        ),
        expiring(v),
        (ButtonLook(v("Register a system", "登记系统"), "/systems/new"), ButtonLook(v("Evidence bundle", "证据包"), "/bundle")),
        "/inbox",
        "/changes",
    )


def empty_today(v: Voice) -> TodayLook:
    sentence = v(
        "Nothing is due from you. The next thing is the management review on 16 Dec 2026.",
        "目前无待办。下一项是2026年12月16日的管理评审。",
    )
    return TodayLook(v("Friday 20 November 2026.", "2026年11月20日，星期五。"), posture(v), nothing=EmptyLook(sentence))


def conformity(v: Voice) -> ConformityLook:
    lines = (
        RequirementLine("6.1.3-e", v("Controls compared with Annex A", "与附录A对照"), "/r/6.1.3-e", VerdictLook("met", "operating")),
        RequirementLine(
            "6.1.3-f",
            v("Statement of Applicability", "适用性声明"),
            "/r/6.1.3-f",
            VerdictLook("partly", "designed"),
            v("2 of 38 controls are left out without a reason: A.8.3 and A.10.4.", "38项控制中有2项排除而未写理由：A.8.3和A.10.4。"),
            3,
        ),
        RequirementLine("6.1.3-h", v("Residual risk accepted", "残余风险获批准"), "/r/6.1.3-h", VerdictLook("unmet"), v("RSK-0042 is above what a risk owner may accept, and has no plan.", "RSK-0042超出风险责任人可接受范围，且无计划。"), 1),
        RequirementLine("6.1.4-b", v("Impacts on individuals considered", "考虑对个人的影响"), "/r/6.1.4-b", VerdictLook("stale", "designed")),
        RequirementLine("6.3-a", v("Changes planned", "变更的策划"), "/r/6.3-a", VerdictLook("unknown")),
    )
    annex = (
        RequirementLine("A.10.4", v("Customers", "客户"), "/r/A.10.4", VerdictLook("not_applicable")),
        RequirementLine("A.3.3", v("Reporting of concerns", "疑虑的报告"), "/r/A.3.3", VerdictLook("met", "effective")),
    )
    filters = ((v("All", "全部"), 202), (v("Unmet", "未满足"), 7), (v("Partly met", "部分满足"), 39), (v("Stale", "过时"), 7), (v("Unknown", "未知"), 25))
    return ConformityLook(
        v("Where we stand", "目前状况"),
        v("Every requirement of ISO/IEC 42001:2023, read from the records at this moment.", "ISO/IEC 42001:2023的每一项要求，均由此刻的记录得出。"),
        posture(v),
        (
            ClauseLook("6", v("Planning", "策划"), "plan", lines),
            ClauseLook("A", v("Controls", "控制"), "annex", annex),
        ),
        tuple(FilterLook(label, f"?status={place}", count, place == 0) for place, (label, count) in enumerate(filters)),
        (ButtonLook(v("Frameworks", "框架"), "/frameworks"), ButtonLook(v("Statement of Applicability", "适用性声明"), "/soa")),
    )


def reason_form(v: Voice) -> FormLook:
    bound = ReasonForm(
        v,
        {
            "a83": v(
                "No product of the bank lets outside users report adverse effects in an AI tool itself; the complaints channel"
                " (PRC-0014) takes them. Rests on RSA-0007.",
                "本行没有让外部用户在AI工具内直接报告不利影响的产品；由投诉渠道（PRC-0014）受理。依据RSA-0007。",
            )
        },
    )
    return FormLook(
        bound,
        "/act/2",
        v("Save the reasons", "保存理由"),
        note=v("Saves a draft of SOA-0001, version 5. Approval stays with Ingrid Solberg.", "保存为SOA-0001第5版草稿。批准仍由苏英作出。"),
        target="#gap-SOA-0001-reasons-form",
        draft="SOA-0001:reasons",
        version="5",
    )


def gaps(v: Voice, form: bool) -> tuple[GapLook, ...]:
    you = WhoLook(v("You", "你"), others=v("or Daniel Osei, risk owner", "或欧阳丹（风险责任人）"))
    return (
        GapLook(
            "SOA-0001:reasons",
            "control_without_reason",
            v("2 of 38 controls are left out without a reason: A.8.3 and A.10.4.", "38项控制中有2项排除而未写理由：A.8.3和A.10.4。"),
            "partly",
            v("every control has a decision and a reason (EVC-0001, our proposal, not in the standard).", "每项控制均有决定和理由（EVC-0001，本产品建议值，非标准要求）。"),
            who=you,
            action=ButtonLook(v("Give the reasons", "填写理由"), "/act/2", target="#gap-SOA-0001-reasons-form", primary=not form),
            form=reason_form(v) if form else None,
        ),
        GapLook(
            "SOA-0001:ORG-C02",
            "control_needed",
            v(
                "The treatment plan in force since 2 Nov 2026 needs a control that no version lists: ORG-C02, second look at"
                " thin-file applicants.",
                "2026年11月2日起生效的处置计划需要一项各版均未列出的控制：ORG-C02，对信用记录较少的申请人进行二次复核。",
            ),
            "partly",
            v("every control that a treatment in force relies on stands in the statement.", "生效处置所依赖的每项控制均列入声明。"),
            who=you,
            action=ButtonLook(v("Add ORG-C02", "加入ORG-C02"), "/act/4", target="#gap-SOA-0001-ORG-C02-form"),
        ),
        GapLook(
            "SOA-0001:judged",
            "judged_by_author_only",
            v("Nobody other than the author has judged whether the 36 reasons are adequate.", "除作者外，尚无人判定36条理由是否充分。"),
            "partly",
            v("a text counts as met only after another competent person has judged it.", "文本须经另一位有能力的人判定，方可计为满足。"),
            who=WhoLook(v("Tomasz Nowak", "倪涛"), v("internal auditor", "内部审核员"), why_not_you=v("not you, you wrote it", "你是作者，不可判定")),
            action=ButtonLook(v("Ask Tomasz", "请倪涛判定"), "/act/5", post=True, target="#gap-SOA-0001-judged"),
        ),
    )


def requirement(v: Voice, form: bool = True) -> RequirementLook:
    ingrid = v("Ingrid Solberg", "苏英")
    return RequirementLook(
        "6.1.3-f",
        v("Statement of Applicability", "适用性声明"),
        v(
            "Produce a statement that lists the necessary controls and says why each control was taken in or left out.",
            "编制适用性声明，列明必要的控制，并说明纳入或排除各项控制的理由。",
        ),
        VerdictLook("partly", "designed", "operating", "6.1.3-f"),
        (
            DepthLook("designed", "partly", v("Version 4 in force covers 36 of 38 controls with reasons.", "生效的第4版对38项控制中的36项写明了理由。")),
            DepthLook("operating", "stale", v("Reviewed within 12 months and after each significant change. Not since 2 Nov 2026.", "每12个月及每次重大变更后评审。2026年11月2日以来尚未评审。")),
            DepthLook("effective", "", v("Out of reach for this requirement: a document shows no effect by itself.", "本要求达不到此深度：文件本身不能表明成效。")),
        ),
        "plan",
        (v("documented information", "成文信息"),),
        gaps(v, form),
        (
            GapLook(
                "SOA-0001:source",
                "source_missing",
                v("Every control that is taken in names the treatment, law or contract it comes from.", "每项纳入的控制均注明其来源的处置、法律或合同。"),
                "met",
                v("source of A.7.5 given.", "已填写A.7.5的来源。"),
                closed_at=at("2026-11-20T09:31"),
                closed_by=v("you", "你"),
                just=True,
                action=ButtonLook(v("See the change", "查看变更"), "/history#event-812"),
            ),
        ),
        evidence=(
            EvidenceLook("SOA-0001", v("Statement of Applicability", "适用性声明"), "/soa", 4, happened_on=date(2026, 2, 3), recorded_at=at("2026-02-03T15:20"), approved_by=ingrid, digest="9f2c0d3a71ae"),
            EvidenceLook("TRP-0003", v("AI risk treatment plan", "AI风险处置计划"), "/t/3", 7, happened_on=date(2026, 11, 2), recorded_at=at("2026-11-02T10:05"), approved_by=ingrid, digest="41d04c11b3f8"),
            EvidenceLook("RSA-0007", Text("Risikovurdering, kreditt", "nb"), "/r/7", 2, happened_on=date(2026, 10, 19), recorded_at=at("2026-10-26T08:12"), late_days=7, approved_by=v("Daniel Osei", "欧阳丹"), digest="c7e511aa0d14"),
        ),
        hidden_evidence=1,
        judgements=(
            JudgementLook(v("Daniel Osei", "欧阳丹"), v("risk owner", "风险责任人"), at("2026-02-03T12:00"), v("The reasons of version 4 name what they rest on.", "第4版的理由均写明依据。"), True),
        ),
        turns=(
            TurnLook("partly", v("treatment plan changed", "处置计划变更"), date(2026, 11, 2)),
            TurnLook("met", v("version 4 approved", "第4版批准"), date(2026, 2, 3)),
            TurnLook("unmet", v("first check", "首次核查"), date(2025, 12, 11)),
        ),
        twins=twins(v),
        twins_total=17,
        twins_url="/frameworks/6.1.3-f",
        code_decides=v("one approved statement; a decision and a reason for all 38; nothing missing that a treatment relies on; age", "一份已批准的声明；38项均有决定和理由；不缺处置所依赖的控制；时效"),
        person_judges=v("whether the reasons are adequate", "理由是否充分"),
        next_change=date(2027, 2, 3),
        bundle_url="/bundle?requirement=6.1.3-f",
        previous=Crumb("6.1.3-e", "/r/6.1.3-e"),
        next=Crumb("6.1.3-g", "/r/6.1.3-g"),
    )


def twins(v: Voice) -> tuple[TwinLook, ...]:
    overlaps, law = v("overlaps", "有重叠"), v("law", "法律")
    return (
        TwinLook("ISO/IEC 27001:2022", "6.1.3", v("Information security risk treatment", "信息安全风险处置"), overlaps, v("management system, other scope", "管理体系，范围不同"), "/n/1"),
        TwinLook(v("EU AI Act", "欧盟人工智能法"), v("Art. 9", "第9条"), v("Risk management system", "风险管理体系"), overlaps, law, "/n/2", v("AIS-0007 only", "仅AIS-0007")),
        TwinLook("NIST AI RMF 1.0", "MANAGE 1.3", v("Plan responses to high-priority risks", "策划对高优先级风险的应对"), v("covered by 6.1.3", "由6.1.3涵盖"), v("voluntary", "自愿"), "/n/3"),
        TwinLook("ISO/IEC 23894:2023", "6.5", v("Risk treatment", "风险处置"), overlaps, v("guidance", "指南"), "/n/4"),
    )


def inbox(v: Voice) -> InboxLook:
    return InboxLook(
        v("Six things, the late ones first.", "共六项，逾期在前。"),
        (
            InboxGroup(v("Today and late", "今日到期和逾期"), waiting(v)[:1], expiring(v)[3:]),
            InboxGroup(v("Later", "稍后"), waiting(v)[1:3], expiring(v)[:1]),
        ),
        (FilterLook(v("Mine", "我的"), "?", 6, True), FilterLook(v("My unit", "本单元"), "?unit", 19)),
    )


def framework(v: Voice) -> FrameworkLook:
    picks = tuple(Crumb(ref, f"?r={ref}") for ref in ("6.1.1-a", "6.1.2-a", "6.1.3-e", "6.1.3-f", "6.1.3-g", "6.1.4-a", "6.2-a", "6.3-a"))
    all_twins = twins(v)
    return FrameworkLook(
        v("27 frameworks and 888 relations. Pick a requirement to see where else the same matter stands.", "27个框架，888条对应关系。选择一项要求，查看同一事项在别处的位置。"),
        (("4 " + v("Context", "组织环境"), (Crumb("4.1-a", "?r=4.1-a"),)), ("6 " + v("Planning", "策划"), picks), ("A " + v("Controls", "控制"), (Crumb("A.2.2", "?r=A.2.2"),))),
        "6.1.3-f",
        v("Statement of Applicability", "适用性声明"),
        requirement(v).words,
        "/r/6.1.3-f",
        (
            TwinGroup(v("EU AI Act", "欧盟人工智能法"), v("law", "法律"), v("Regulation (EU) 2024/1689", "条例（EU）2024/1689"), all_twins[1:2], v("read at the source, 12 Nov 2026", "2026年11月12日核对原文"), v("Applies from 2 Dec 2027 to systems of Annex III.", "对附件III的系统自2027年12月2日起适用。")),
            TwinGroup("NIST AI RMF 1.0", v("voluntary", "自愿"), "2023", all_twins[2:3]),
            TwinGroup("ISO/IEC 27001", v("management system, other scope", "管理体系，范围不同"), "2022", all_twins[:1]),
        ),
        (FilterLook(v("All", "全部"), "?", 17, True), FilterLook(v("Law", "法律"), "?law", 4)),
        17,
    )

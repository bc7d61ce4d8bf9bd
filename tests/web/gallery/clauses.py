"""Sample looks of Today, of conformity and of the inbox."""

from datetime import date
from random import Random

from aims.web.looks.parts import (
    ButtonLook,
    ChangeLook,
    DutyLook,
    EmptyLook,
    FilterLook,
    GapLook,
    Pdca,
    PostureRow,
    Status,
    Text,
    VerdictLook,
    WhoLook,
)
from aims.web.looks.screens import (
    ClauseLook,
    ConformityLook,
    InboxGroup,
    InboxLook,
    PostureLook,
    RequirementLine,
    TodayLook,
)

from .frame import Voice, at

NAMES: tuple[Status, ...] = ("met", "partly", "unmet", "stale", "unknown", "not_applicable")
CLAUSES: tuple[tuple[str, str, str, Pdca, tuple[int, ...]], ...] = (
    ("4", "Context", "组织环境", "plan", (11, 2, 0, 0, 1, 0)),
    ("5", "Leadership", "领导作用", "plan", (15, 2, 0, 1, 1, 0)),
    ("6", "Planning", "策划", "plan", (33, 10, 3, 1, 4, 0)),
    ("7", "Support", "支持", "plan", (15, 4, 0, 2, 3, 0)),
    ("8", "Operation", "运行", "do", (12, 4, 1, 1, 2, 0)),
    ("9", "Evaluation", "绩效评价", "check", (10, 5, 1, 0, 8, 0)),
    ("10", "Improvement", "改进", "act", (7, 3, 0, 0, 2, 0)),
    ("A", "Controls", "控制", "annex", (19, 9, 2, 2, 4, 2)),
)


def posture(v: Voice) -> PostureLook:
    dice = Random(42)
    rows = []
    before = ""
    for code, english, chinese, pdca, counts in CLAUSES:
        cells = [name for name, count in zip(NAMES, counts, strict=True) for _ in range(count)]
        dice.shuffle(cells)
        rows.append(
            PostureRow(
                code, code, v(english, chinese), f"/conformity#clause-{code}", pdca, tuple(cells), pdca != before
            )
        )
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
                "Decide the residual risk of RSK-0042 Unequal approval by age. It has been above your"
                " criterion for 9 days.",
                "决定RSK-0042 不同年龄批准不均的残余风险。该风险已超出准则9天。",
            ),
            "unmet",
            requirement_ref="6.1.3-h",
            requirement_url="/r/6.1.3-h",
            who=WhoLook(v("You", "你")),
            action=ButtonLook(
                v("Treat or accept", "处置或接受"), "/act/1", primary=True, target="#gap-RSK-0042-decide-form"
            ),
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
                "Confirm that the register of AI systems is complete for Wealth Management. It has never"
                " been confirmed there.",
                "确认财富管理部的AI系统登记完整。该部门从未确认过。",
            ),
            "unknown",
            requirement_ref="4.3-a",
            requirement_url="/r/4.3-a",
            action=ButtonLook(
                v("Ask the unit head", "请部门负责人确认"), "/act/3", target="#gap-UNT-0006-complete-form"
            ),
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
            closed=True,
            just=True,
            action=ButtonLook(v("See the signature", "查看签署"), "/doc/2#signatures"),
        ),
    )


def expiring(v: Voice) -> tuple[DutyLook, ...]:
    return (
        DutyLook(
            v("Competence of Aisha Karim: credit reviewer", "高爱莎的能力证明：信贷复核"),
            "CMP-0031",
            "/c/31",
            date(2026, 11, 24),
            4,
        ),
        DutyLook(
            v("Impact assessment of Retail credit scoring", "零售信用评分的影响评估"),
            "AIA-0004",
            "/a/4",
            date(2026, 12, 1),
            11,
        ),
        DutyLook(
            v("Exception to the data retention rule", "数据保留规则的例外"), "EXC-0003", "/e/3", date(2026, 12, 9), 19
        ),
        DutyLook(
            v("Management review, minutes unsigned", "管理评审，记录未签署"), "MR-0006", "/m/6", date(2026, 11, 18), -2
        ),
    )


def today(v: Voice) -> TodayLook:
    the_system = v("the system", "系统")
    return TodayLook(
        v(
            "Friday 20 November 2026. Three things wait for you, one of them today. Fourteen AI"
            " systems are in scope; a live"
            " monitor on one of them is outside its limit.",
            "2026年11月20日，星期五。有三项待办等你处理，其中一项今日到期。范围内有14个AI系统，其中一个的监测越限。",
        ),
        posture(v),
        waiting(v),
        (
            ChangeLook(
                v("AI policy, version 4, in force", "AI方针第4版生效"),
                "DOC-0002",
                "/d/2",
                v("Ingrid Solberg", "苏英"),
                at("2026-11-20T09:42"),
            ),
            ChangeLook(
                v("Breach: approval ratio, under 26", "越限：26岁以下批准率之比"),
                "MON-0012",
                "/m/12",
                the_system,
                at("2026-11-20T08:58"),
            ),
            ChangeLook(
                Text("Leverandørgjennomgang returnert", "nb"),
                "SUP-0005",
                "/s/5",
                v("Daniel Osei", "欧阳丹"),
                at("2026-11-19T14:20"),
            ),
        ),
        expiring(v),
        (
            ButtonLook(v("Register a system", "登记系统"), "/systems/new"),
            ButtonLook(v("Evidence bundle", "证据包"), "/bundle"),
        ),
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
        RequirementLine(
            "6.1.3-e", v("Controls compared with Annex A", "与附录A对照"), "/r/6.1.3-e", VerdictLook("met", "operating")
        ),
        RequirementLine(
            "6.1.3-f",
            v("Statement of Applicability", "适用性声明"),
            "/r/6.1.3-f",
            VerdictLook("partly", "designed"),
            v(
                "2 of 38 controls are left out without a reason: A.8.3 and A.10.4.",
                "38项控制中有2项排除而未写理由：A.8.3和A.10.4。",
            ),
            3,
        ),
        RequirementLine(
            "6.1.3-h",
            v("Residual risk accepted", "残余风险获批准"),
            "/r/6.1.3-h",
            VerdictLook("unmet"),
            v(
                "RSK-0042 is above what a risk owner may accept, and has no plan.",
                "RSK-0042超出风险责任人可接受范围，且无计划。",
            ),
            1,
        ),
        RequirementLine(
            "6.1.4-b",
            v("Impacts on individuals considered", "考虑对个人的影响"),
            "/r/6.1.4-b",
            VerdictLook("stale", "designed"),
        ),
        RequirementLine("6.3-a", v("Changes planned", "变更的策划"), "/r/6.3-a", VerdictLook("unknown")),
    )
    annex = (
        RequirementLine("A.10.4", v("Customers", "客户"), "/r/A.10.4", VerdictLook("not_applicable")),
        RequirementLine("A.3.3", v("Reporting of concerns", "疑虑的报告"), "/r/A.3.3", VerdictLook("met", "effective")),
    )
    filters = (
        (v("All", "全部"), 202),
        (v("Unmet", "未满足"), 7),
        (v("Partly met", "部分满足"), 39),
        (v("Stale", "过时"), 7),
        (v("Unknown", "未知"), 25),
    )
    return ConformityLook(
        v("Where we stand", "目前状况"),
        v(
            "Every requirement of ISO/IEC 42001:2023, read from the records at this moment.",
            "ISO/IEC 42001:2023的每一项要求，均由此刻的记录得出。",
        ),
        posture(v),
        (
            ClauseLook("6", v("Planning", "策划"), "plan", lines),
            ClauseLook("A", v("Controls", "控制"), "annex", annex),
        ),
        tuple(FilterLook(label, f"?status={place}", count, place == 0) for place, (label, count) in enumerate(filters)),
        (
            ButtonLook(v("Frameworks", "框架"), "/frameworks"),
            ButtonLook(v("Statement of Applicability", "适用性声明"), "/soa"),
        ),
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

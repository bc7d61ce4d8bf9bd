"""Sample looks of one requirement and of the frameworks."""

from datetime import date

from django import forms

from aims.web.looks.parts import (
    ButtonLook,
    Crumb,
    DepthLook,
    EvidenceLook,
    FilterLook,
    FormLook,
    GapLook,
    JudgementLook,
    Text,
    TurnLook,
    TwinLook,
    VerdictLook,
    WhoLook,
)
from aims.web.looks.screens import (
    FrameworkLook,
    RequirementLook,
    TwinGroup,
)

from .frame import Voice, at


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


def reason_form(v: Voice) -> FormLook:
    bound = ReasonForm(
        v,
        {
            "a83": v(
                "No product of the bank lets outside users report adverse effects in an AI tool itself;"
                " the complaints channel"
                " (PRC-0014) takes them. Rests on RSA-0007.",
                "本行没有让外部用户在AI工具内直接报告不利影响的产品；由投诉渠道（PRC-0014）受理。依据RSA-0007。",
            )
        },
    )
    return FormLook(
        bound,
        "/act/2",
        v("Save the reasons", "保存理由"),
        note=v(
            "Saves a draft of SOA-0001, version 5. Approval stays with Ingrid Solberg.",
            "保存为SOA-0001第5版草稿。批准仍由苏英作出。",
        ),
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
            v(
                "2 of 38 controls are left out without a reason: A.8.3 and A.10.4.",
                "38项控制中有2项排除而未写理由：A.8.3和A.10.4。",
            ),
            "partly",
            v(
                "every control has a decision and a reason (EVC-0001, our proposal, not in the standard).",
                "每项控制均有决定和理由（EVC-0001，本产品建议值，非标准要求）。",
            ),
            who=you,
            action=ButtonLook(
                v("Give the reasons", "填写理由"), "/act/2", target="#gap-SOA-0001-reasons-form", primary=not form
            ),
            form=reason_form(v) if form else None,
        ),
        GapLook(
            "SOA-0001:ORG-C02",
            "control_needed",
            v(
                "The treatment plan in force since 2 Nov 2026 needs a control that no version lists:"
                " ORG-C02, second look at"
                " thin-file applicants.",
                "2026年11月2日起生效的处置计划需要一项各版均未列出的控制：ORG-C02，对信用记录较少的申请人进行二次复核"
                "。",
            ),
            "partly",
            v(
                "every control that a treatment in force relies on stands in the statement.",
                "生效处置所依赖的每项控制均列入声明。",
            ),
            who=you,
            action=ButtonLook(v("Add ORG-C02", "加入ORG-C02"), "/act/4", target="#gap-SOA-0001-ORG-C02-form"),
        ),
        GapLook(
            "SOA-0001:judged",
            "judged_by_author_only",
            v(
                "Nobody other than the author has judged whether the 36 reasons are adequate.",
                "除作者外，尚无人判定36条理由是否充分。",
            ),
            "partly",
            v(
                "a text counts as met only after another competent person has judged it.",
                "文本须经另一位有能力的人判定，方可计为满足。",
            ),
            who=WhoLook(
                v("Tomasz Nowak", "倪涛"),
                v("internal auditor", "内部审核员"),
                why_not_you=v("not you, you wrote it", "你是作者，不可判定"),
            ),
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
            DepthLook(
                "designed",
                "partly",
                v(
                    "Version 4 in force covers 36 of 38 controls with reasons.",
                    "生效的第4版对38项控制中的36项写明了理由。",
                ),
            ),
            DepthLook(
                "operating",
                "stale",
                v(
                    "Reviewed within 12 months and after each significant change. Not since 2 Nov 2026.",
                    "每12个月及每次重大变更后评审。2026年11月2日以来尚未评审。",
                ),
            ),
            DepthLook(
                "effective",
                "",
                v(
                    "Out of reach for this requirement: a document shows no effect by itself.",
                    "本要求达不到此深度：文件本身不能表明成效。",
                ),
            ),
        ),
        "plan",
        (v("documented information", "成文信息"),),
        gaps(v, form),
        evidence=(
            EvidenceLook(
                "SOA-0001",
                v("Statement of Applicability", "适用性声明"),
                "/soa",
                4,
                happened_on=date(2026, 2, 3),
                recorded_at=at("2026-02-03T15:20"),
                approved_by=ingrid,
                digest="9f2c0d3a71ae",
            ),
            EvidenceLook(
                "TRP-0003",
                v("AI risk treatment plan", "AI风险处置计划"),
                "/t/3",
                7,
                happened_on=date(2026, 11, 2),
                recorded_at=at("2026-11-02T10:05"),
                approved_by=ingrid,
                digest="41d04c11b3f8",
            ),
            EvidenceLook(
                "RSA-0007",
                Text("Risikovurdering, kreditt", "nb"),
                "/r/7",
                2,
                happened_on=date(2026, 10, 19),
                recorded_at=at("2026-10-26T08:12"),
                late_days=7,
                approved_by=v("Daniel Osei", "欧阳丹"),
                digest="c7e511aa0d14",
            ),
        ),
        hidden_evidence=1,
        judgements=(
            JudgementLook(
                v("Daniel Osei", "欧阳丹"),
                v("risk owner", "风险责任人"),
                at("2026-02-03T12:00"),
                v("The reasons of version 4 name what they rest on.", "第4版的理由均写明依据。"),
                True,
            ),
        ),
        turns=(
            TurnLook("partly", v("treatment plan changed", "处置计划变更"), date(2026, 11, 2)),
            TurnLook("met", v("version 4 approved", "第4版批准"), date(2026, 2, 3)),
            TurnLook("unmet", v("first check", "首次核查"), date(2025, 12, 11)),
        ),
        twins=twins(v),
        twins_total=17,
        twins_url="/frameworks/6.1.3-f",
        code_decides=v(
            "one approved statement; a decision and a reason for all 38; nothing missing that a"
            " treatment relies on; age",
            "一份已批准的声明；38项均有决定和理由；不缺处置所依赖的控制；时效",
        ),
        person_judges=v("whether the reasons are adequate", "理由是否充分"),
        next_change=date(2027, 2, 3),
        previous=Crumb("6.1.3-e", "/r/6.1.3-e"),
        next=Crumb("6.1.3-g", "/r/6.1.3-g"),
    )


def twins(v: Voice) -> tuple[TwinLook, ...]:
    overlaps, law = v("overlaps", "有重叠"), v("law", "法律")
    return (
        TwinLook(
            "ISO/IEC 27001:2022",
            "6.1.3",
            v("Information security risk treatment", "信息安全风险处置"),
            overlaps,
            v("management system, other scope", "管理体系，范围不同"),
            "/n/1",
        ),
        TwinLook(
            v("EU AI Act", "欧盟人工智能法"),
            v("Art. 9", "第9条"),
            v("Risk management system", "风险管理体系"),
            overlaps,
            law,
            "/n/2",
            v("AIS-0007 only", "仅AIS-0007"),
        ),
        TwinLook(
            "NIST AI RMF 1.0",
            "MANAGE 1.3",
            v("Plan responses to high-priority risks", "策划对高优先级风险的应对"),
            v("covered by 6.1.3", "由6.1.3涵盖"),
            v("voluntary", "自愿"),
            "/n/3",
        ),
        TwinLook("ISO/IEC 23894:2023", "6.5", v("Risk treatment", "风险处置"), overlaps, v("guidance", "指南"), "/n/4"),
    )


def framework(v: Voice) -> FrameworkLook:
    picks = tuple(
        Crumb(ref, f"?r={ref}")
        for ref in ("6.1.1-a", "6.1.2-a", "6.1.3-e", "6.1.3-f", "6.1.3-g", "6.1.4-a", "6.2-a", "6.3-a")
    )
    all_twins = twins(v)
    return FrameworkLook(
        v(
            "27 frameworks and 888 relations. Pick a requirement to see where else the same matter stands.",
            "27个框架，888条对应关系。选择一项要求，查看同一事项在别处的位置。",
        ),
        (
            ("4 " + v("Context", "组织环境"), (Crumb("4.1-a", "?r=4.1-a"),)),
            ("6 " + v("Planning", "策划"), picks),
            ("A " + v("Controls", "控制"), (Crumb("A.2.2", "?r=A.2.2"),)),
        ),
        "6.1.3-f",
        v("Statement of Applicability", "适用性声明"),
        requirement(v).words,
        "/r/6.1.3-f",
        (
            TwinGroup(
                v("EU AI Act", "欧盟人工智能法"),
                v("law", "法律"),
                v("Regulation (EU) 2024/1689", "条例（EU）2024/1689"),
                all_twins[1:2],
                v("read at the source, 12 Nov 2026", "2026年11月12日核对原文"),
                v("Applies from 2 Dec 2027 to systems of Annex III.", "对附件III的系统自2027年12月2日起适用。"),
            ),
            TwinGroup("NIST AI RMF 1.0", v("voluntary", "自愿"), "2023", all_twins[2:3]),
            TwinGroup(
                "ISO/IEC 27001", v("management system, other scope", "管理体系，范围不同"), "2022", all_twins[:1]
            ),
        ),
        (FilterLook(v("All", "全部"), "?", 17, True), FilterLook(v("Law", "法律"), "?law", 4)),
        17,
    )

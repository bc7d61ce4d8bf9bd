"""Sample looks of list, detail, form, history, compare and refusal."""

from datetime import date

from django import forms

from aims.web.looks.parts import (
    ButtonLook,
    Cell,
    Column,
    DiffRow,
    EmptyLook,
    FilterLook,
    FormLook,
    GapLook,
    RowLook,
    StaleLook,
    TableLook,
    Text,
    WhoLook,
)
from aims.web.looks.records import (
    AttachmentLook,
    CommentLook,
    CompareLook,
    DetailLook,
    EventLook,
    FieldLook,
    HistoryLook,
    LinkLook,
    SectionLook,
    SignatureLook,
)
from aims.web.looks.screens import RefusedLook

from .frame import Voice, at


class PolicyForm(forms.Form):
    def __init__(self, v: Voice, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        needed = {"required": v("Write it; it is still empty.", "填写此项，目前为空。")}
        self.fields["title"] = forms.CharField(label=v("Title", "标题"), error_messages=needed)
        self.fields["unit"] = forms.ChoiceField(
            label=v("Unit", "组织单元"), choices=[("1", v("Retail Lending", "零售信贷部")), ("2", v("Risk", "风险部"))]
        )
        self.fields["text"] = forms.CharField(
            label=v("Text", "正文"),
            help_text=v("What the bank commits to, in its own words.", "用本行自己的话写明承诺。"),
            widget=forms.Textarea(attrs={"rows": 4}),
            error_messages=needed,
        )
        self.fields["review_due"] = forms.DateField(
            label=v("Next review", "下次复审"),
            widget=forms.DateInput(attrs={"type": "date"}),
            error_messages={"required": v("Choose the day of the next review.", "选择下次复审日期。")},
        )
        self.fields["note"] = forms.CharField(label=v("Note", "备注"), required=False)
        self.fields["public"] = forms.BooleanField(label=v("Readable outside the bank", "对行外公开"), required=False)
        self.fields["sort"] = forms.ChoiceField(
            label=v("Sort", "类别"),
            widget=forms.RadioSelect,
            choices=[("policy", v("Policy", "方针")), ("scope", v("Scope", "范围"))],
            initial="policy",
        )


def table(v: Voice, rows: int = 12) -> TableLook:
    titles = (
        v("Retail credit scoring", "零售信用评分"),
        v("Fraud alerts on cards", "银行卡欺诈预警"),
        v("Letter drafting for staff", "员工信函起草"),
    )
    sorts = (v("analytics", "分析"), v("autonomous decision", "自主决策"), v("generative", "生成式"))
    made = tuple(
        RowLook(
            (
                Cell(f"AIS-{n:04}", "ref", f"/s/{n}"),
                Cell(titles[n % 3]),
                Cell(sorts[n % 3], "tag"),
                Cell(v("Tier 1", "一级") if n % 3 == 0 else v("Tier 3", "三级")),
                Cell(sort="verdict", status=("met", "partly", "unknown", "stale", "unmet")[n % 5]),
                Cell(v("Jonas Weber", "韦博")),
                Cell(v("12 Mar 2027", "2027年3月12日"), "soft"),
                Cell(v("review overdue", "复审逾期") if n % 4 == 0 else "", "flag"),
            )
        )
        for n in range(1, rows + 1)
    )
    heads = (
        v("Ref", "编号"),
        v("Title", "标题"),
        v("Sort", "类别"),
        v("Tier", "等级"),
        v("Records show", "记录显示"),
        v("Owner", "责任人"),
        v("Review due", "复审日期"),
        v("Standing", "时效状态"),
    )
    return TableLook(
        v("AI systems", "AI系统"),
        tuple(
            Column(head, sort_url="?sort" if n < 2 else "", sorted="ascending" if n == 0 else "")
            for n, head in enumerate(heads)
        ),
        made,
        "2,133",
        v(
            "Everything with AI in it that the bank builds, buys or lets its staff use.",
            "本行自建、采购或允许员工使用的一切含AI的系统。",
        ),
        (
            FilterLook(v("All", "全部"), "?", 2133, True),
            FilterLook(v("Tier 1", "一级"), "?tier=1", 14),
            FilterLook(v("Review overdue", "复审逾期"), "?late", 3),
            FilterLook(v("Gone from its source", "已不在来源中"), "?gone", 1),
        ),
        "",
        v("Find a system", "查找系统"),
        (
            ButtonLook(v("Import a register", "导入登记册"), "/import"),
            ButtonLook(v("Register a system", "登记系统"), "/new", primary=True),
        ),
        "",
        "?after=AIS-0050",
    )


def empty_table(v: Voice) -> TableLook:
    sentence = v("No AI system yet. Start with a tool people already use.", "还没有AI系统。从大家已在用的工具开始。")
    return TableLook(
        v("AI systems", "AI系统"),
        (),
        (),
        empty=EmptyLook(sentence, ButtonLook(v("Register a system", "登记系统"), "/new", primary=True)),
    )


def fields(v: Voice) -> tuple[FieldLook, ...]:
    return (
        FieldLook(v("Owner", "责任人"), v("Jonas Weber", "韦博"), "/p/1"),
        FieldLook(v("Unit", "组织单元"), v("Retail Lending", "零售信贷部")),
        FieldLook(v("Review due", "复审日期"), sort="date", day=date(2027, 3, 12)),
        FieldLook(v("Supplier", "供应商")),
        FieldLook(v("Digest", "摘要"), "9f2c…71ae", sort="ref"),
    )


def detail(v: Voice) -> DetailLook:
    long = v(
        "The bank uses AI where a person can answer for it.\nNo refusal of credit is decided without a person.",
        "本行只在有人能够负责时使用AI。\n任何拒贷均须由人决定。",
    )
    return DetailLook(
        "DOC-0002",
        v("Controlled document", "受控文件"),
        v("AI policy", "AI方针"),
        v("in review", "评审中"),
        (v("review due in 4 days", "4天后应复审"),),
        5,
        Text("Gjelder hele banken.", "nb"),
        (
            SectionLook(
                v("Text", "正文"),
                (
                    FieldLook(
                        v("English", "英文"),
                        Text("The bank uses AI where a person can answer for it.", "en"),
                        sort="long",
                    ),
                    FieldLook(v("Text", "正文"), long, sort="long"),
                ),
            ),
            SectionLook(v("Validity", "有效性"), fields(v)[:3]),
        ),
        (
            ButtonLook(v("Edit", "编辑"), "/edit", key="edit"),
            ButtonLook(v("Return", "退回"), "/return"),
        ),
        (
            GapLook(
                "DOC-0002:ack",
                "ack_missing",
                v("12 people have not acknowledged DOC-0002.", "尚有12人未确认知悉DOC-0002。"),
                "partly",
                who=WhoLook(v("You", "你")),
                action=ButtonLook(
                    v("Send reminder", "发送提醒"), "/act/9", primary=True, target="#gap-DOC-0002-ack-form"
                ),
            ),
        ),
        (
            LinkLook(v("supports", "支持"), "6.1.3-f", v("Statement of Applicability", "适用性声明"), "/r/6.1.3-f"),
            LinkLook(
                v("rests on", "依据"), "OBJ-0003", v("Fair credit", "公平信贷"), "/o/3", note=v("version 2", "第2版")
            ),
            LinkLook(v("rests on", "依据"), "", "", visible=False),
        ),
        (
            AttachmentLook(
                "board-2026-02-03.pdf",
                "412 kB",
                "9f2c…71ae",
                "/f/1",
                v("Mei Lindqvist", "林玫"),
                at("2026-02-03T15:00"),
            ),
        ),
        (
            CommentLook(
                v("Daniel Osei", "欧阳丹"),
                at("2026-11-19T14:20"),
                v("Does this cover bought-in tools?", "是否涵盖外购工具？"),
            ),
        ),
        (
            SignatureLook(
                v("Ingrid Solberg", "苏英"),
                v("approver of version 4", "批准第4版"),
                at("2026-02-03T15:20"),
                "9f2c…71ae",
            ),
            SignatureLook(
                v("The board", "董事会"),
                v("approval given elsewhere", "在别处批准"),
                at("2026-02-01T10:00"),
                elsewhere=v(
                    "Minutes of 1 Feb 2026; entered by Mei Lindqvist, not a signature made here.",
                    "见2026年2月1日会议记录；由林玫录入，并非在此签署。",
                ),
            ),
        ),
        fields(v),
        "/history",
        "/compare",
        drift=v(
            "Edited on 19 Nov 2026 after approval; version 4 stays in force.",
            "批准后于2026年11月19日被修改；第4版继续有效。",
        ),
        not_now=(
            (v("Sign and approve", "签署并批准"), v("You wrote it; Ingrid Solberg may.", "由你撰写，苏英可批准。")),
        ),
    )


def form(v: Voice, stale: bool = False, wrong: bool = False) -> FormLook:
    bound = PolicyForm(v, {"title": "", "unit": "1", "sort": "policy"}) if wrong else PolicyForm(v)
    rows = (
        DiffRow(v("Title", "标题"), v("AI policy of the bank", "本行AI方针"), v("AI policy", "AI方针")),
        DiffRow(
            v("Next review", "下次复审"), v("12 Mar 2027", "2027年3月12日"), v("12 Mar 2027", "2027年3月12日"), False
        ),
    )
    return FormLook(
        bound,
        "/save",
        v("Save the draft", "保存草稿"),
        v("Edit DOC-0002", "编辑DOC-0002"),
        note=v("Saves version 5 as a draft. Version 4 stays in force.", "保存为第5版草稿。第4版继续有效。"),
        cancel_url="/d/2",
        draft="DOC-0002",
        version="5",
        stale=StaleLook(v("Daniel Osei", "欧阳丹"), at("2026-11-20T09:12"), rows) if stale else None,
    )


def diff(v: Voice) -> tuple[DiffRow, ...]:
    return (
        DiffRow(v("Title", "标题"), v("AI policy", "AI方针"), v("AI policy of the bank", "本行AI方针")),
        DiffRow(v("Next review", "下次复审"), "", v("12 Mar 2027", "2027年3月12日")),
        DiffRow(
            v("Text", "正文"),
            v("People decide.", "由人决定。"),
            v("A person decides every refusal.", "任何拒贷均由人决定。"),
        ),
    )


def history(v: Voice) -> HistoryLook:
    mei = v("Mei Lindqvist", "林玫")
    return HistoryLook(
        "DOC-0002",
        v("AI policy", "AI方针"),
        "/d/2",
        (
            EventLook(
                812,
                at("2026-11-19T14:20"),
                mei,
                v("Edited", "编辑"),
                5,
                v("Bought-in tools were missing.", "原文未涵盖外购工具。"),
                changes=diff(v),
                digest="41d0…b3f8",
                url="/e/812",
            ),
            EventLook(
                640,
                at("2026-02-10T15:20"),
                v("Ingrid Solberg", "苏英"),
                v("Approved", "批准"),
                4,
                on_behalf_of=v("the board", "董事会"),
                happened_on=date(2026, 2, 3),
                late_days=7,
                digest="9f2c…71ae",
            ),
            EventLook(12, at("2025-12-11T08:00"), mei, v("Created", "创建"), 1),
        ),
        "?before=12",
    )


def compare(v: Voice) -> CompareLook:
    choices = tuple(FilterLook(v(f"Version {n}", f"第{n}版"), f"?left={n}", pressed=n == 4) for n in (1, 2, 3, 4))
    return CompareLook(
        "DOC-0002",
        v("AI policy", "AI方针"),
        "/d/2",
        v("Version 4", "第4版"),
        v("Version 5", "第5版"),
        diff(v),
        choices,
        9,
    )


def refused(v: Voice) -> RefusedLook:
    return RefusedLook(
        v("You wrote DOC-0002; someone else must approve it.", "DOC-0002由你撰写，须由他人批准。"),
        WhoLook(
            v("Ingrid Solberg", "苏英"),
            v("top management", "最高管理者"),
            why_not_you=v("An author never approves their own text.", "作者不得批准自己的文本。"),
        ),
        ButtonLook(v("Ask Ingrid", "请苏英批准"), "/ask", primary=True),
        "/d/2",
    )

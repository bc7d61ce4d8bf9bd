"""Sample looks of the pages that show records: list, detail, form, history, compare, system, import, search, refusal."""

from datetime import date

from django import forms

from aims.web.looks import (
    AttachmentLook,
    ButtonLook,
    Cell,
    Column,
    CommentLook,
    CompareLook,
    Crumb,
    DetailLook,
    DiffRow,
    EmptyLook,
    EventLook,
    EvidenceLook,
    FieldLook,
    FilterLook,
    FormLook,
    GapLook,
    HistoryLook,
    LinkLook,
    RowLook,
    SectionLook,
    SignatureLook,
    StaleLook,
    TableLook,
    Text,
    WhoLook,
)
from aims.web.screens import (
    AnswerLook,
    HitLook,
    ImportLook,
    ImportTally,
    RefusedLook,
    RoleLook,
    SearchLook,
    StageLook,
    StepLook,
    SystemLook,
)

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


class UploadForm(forms.Form):
    def __init__(self, v: Voice, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["file"] = forms.FileField(label=v("File", "文件"), help_text=v("CSV, XLSX or JSON, up to 20 MB.", "CSV、XLSX或JSON，不超过20 MB。"))
        self.fields["map"] = forms.ChoiceField(label=v("Map", "映射"), choices=[("a", "us-federal-2024"), ("b", v("None: columns by name", "无：按列名对应"))])


def table(v: Voice, rows: int = 12) -> TableLook:
    titles = (v("Retail credit scoring", "零售信用评分"), v("Fraud alerts on cards", "银行卡欺诈预警"), v("Letter drafting for staff", "员工信函起草"))
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
    heads = (v("Ref", "编号"), v("Title", "标题"), v("Sort", "类别"), v("Tier", "等级"), v("Records show", "记录显示"), v("Owner", "责任人"), v("Review due", "复审日期"), v("Standing", "时效状态"))
    return TableLook(
        v("AI systems", "AI系统"),
        tuple(Column(head, sort_url="?sort" if n < 2 else "", sorted="ascending" if n == 0 else "") for n, head in enumerate(heads)),
        made,
        "2,133",
        v("Everything with AI in it that the bank builds, buys or lets its staff use.", "本行自建、采购或允许员工使用的一切含AI的系统。"),
        (
            FilterLook(v("All", "全部"), "?", 2133, True),
            FilterLook(v("Tier 1", "一级"), "?tier=1", 14),
            FilterLook(v("Review overdue", "复审逾期"), "?late", 3),
            FilterLook(v("Gone from its source", "已不在来源中"), "?gone", 1),
        ),
        "",
        v("Find a system", "查找系统"),
        (ButtonLook(v("Import a register", "导入登记册"), "/import"), ButtonLook(v("Register a system", "登记系统"), "/new", primary=True)),
        "",
        "?after=AIS-0050",
    )


def empty_table(v: Voice) -> TableLook:
    sentence = v("No AI system yet. Start with a tool people already use.", "还没有AI系统。从大家已在用的工具开始。")
    return TableLook(v("AI systems", "AI系统"), (), (), empty=EmptyLook(sentence, ButtonLook(v("Register a system", "登记系统"), "/new", primary=True)))


def fields(v: Voice) -> tuple[FieldLook, ...]:
    return (
        FieldLook(v("Owner", "责任人"), v("Jonas Weber", "韦博"), "/p/1"),
        FieldLook(v("Unit", "组织单元"), v("Retail Lending", "零售信贷部")),
        FieldLook(v("Review due", "复审日期"), sort="date", day=date(2027, 3, 12)),
        FieldLook(v("Supplier", "供应商")),
        FieldLook(v("Digest", "摘要"), "9f2c…71ae", sort="ref"),
    )


def detail(v: Voice) -> DetailLook:
    long = v("The bank uses AI where a person can answer for it.\nNo refusal of credit is decided without a person.", "本行只在有人能够负责时使用AI。\n任何拒贷均须由人决定。")
    return DetailLook(
        "DOC-0002",
        v("Controlled document", "受控文件"),
        v("AI policy", "AI方针"),
        v("in review", "评审中"),
        (v("review due in 4 days", "4天后应复审"),),
        5,
        Text("Gjelder hele banken.", "nb"),
        (
            SectionLook(v("Text", "正文"), (FieldLook(v("English", "英文"), Text("The bank uses AI where a person can answer for it.", "en"), sort="long"), FieldLook(v("Text", "正文"), long, sort="long"))),
            SectionLook(v("Validity", "有效性"), fields(v)[:3]),
        ),
        (
            ButtonLook(v("Edit", "编辑"), "/edit"),
            ButtonLook(v("Return", "退回"), "/return"),
            ButtonLook(v("Sign and approve", "签署并批准"), "/approve", why_disabled=v("You wrote it; Ingrid Solberg may.", "由你撰写，苏英可批准。")),
        ),
        (
            GapLook("DOC-0002:ack", "ack_missing", v("12 people have not acknowledged DOC-0002.", "尚有12人未确认知悉DOC-0002。"), "partly", who=WhoLook(v("You", "你")), action=ButtonLook(v("Send reminder", "发送提醒"), "/act/9", primary=True, target="#gap-DOC-0002-ack-form")),
        ),
        (
            LinkLook(v("supports", "支持"), "6.1.3-f", v("Statement of Applicability", "适用性声明"), "/r/6.1.3-f"),
            LinkLook(v("rests on", "依据"), "OBJ-0003", v("Fair credit", "公平信贷"), "/o/3", note=v("version 2", "第2版")),
            LinkLook(v("rests on", "依据"), "", "", visible=False),
        ),
        (AttachmentLook("board-2026-02-03.pdf", "412 kB", "9f2c…71ae", "/f/1", v("Mei Lindqvist", "林玫"), at("2026-02-03T15:00")),),
        (CommentLook(v("Daniel Osei", "欧阳丹"), at("2026-11-19T14:20"), v("Does this cover bought-in tools?", "是否涵盖外购工具？")),),
        (
            SignatureLook(v("Ingrid Solberg", "苏英"), v("approver of version 4", "批准第4版"), at("2026-02-03T15:20"), "9f2c…71ae"),
            SignatureLook(v("The board", "董事会"), v("approval given elsewhere", "在别处批准"), at("2026-02-01T10:00"), elsewhere=v("Minutes of 1 Feb 2026; entered by Mei Lindqvist, not a signature made here.", "见2026年2月1日会议记录；由林玫录入，并非在此签署。")),
        ),
        fields(v),
        "/history",
        "/compare",
        drift=v("Edited on 19 Nov 2026 after approval; version 4 stays in force.", "批准后于2026年11月19日被修改；第4版继续有效。"),
    )


def form(v: Voice, stale: bool = False, wrong: bool = False) -> FormLook:
    bound = PolicyForm(v, {"title": "", "unit": "1", "sort": "policy"}) if wrong else PolicyForm(v)
    rows = (
        DiffRow(v("Title", "标题"), v("AI policy of the bank", "本行AI方针"), v("AI policy", "AI方针")),
        DiffRow(v("Next review", "下次复审"), v("12 Mar 2027", "2027年3月12日"), v("12 Mar 2027", "2027年3月12日"), False),
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
        DiffRow(v("Text", "正文"), v("People decide.", "由人决定。"), v("A person decides every refusal.", "任何拒贷均由人决定。")),
    )


def history(v: Voice) -> HistoryLook:
    mei = v("Mei Lindqvist", "林玫")
    return HistoryLook(
        "DOC-0002",
        v("AI policy", "AI方针"),
        "/d/2",
        (
            EventLook(812, at("2026-11-19T14:20"), mei, v("Edited", "编辑"), 5, v("Bought-in tools were missing.", "原文未涵盖外购工具。"), changes=diff(v), digest="41d0…b3f8", url="/e/812"),
            EventLook(640, at("2026-02-10T15:20"), v("Ingrid Solberg", "苏英"), v("Approved", "批准"), 4, on_behalf_of=v("the board", "董事会"), happened_on=date(2026, 2, 3), late_days=7, digest="9f2c…71ae"),
            EventLook(12, at("2025-12-11T08:00"), mei, v("Created", "创建"), 1),
        ),
        "?before=12",
    )


def compare(v: Voice) -> CompareLook:
    choices = tuple(FilterLook(v(f"Version {n}", f"第{n}版"), f"?left={n}", pressed=n == 4) for n in (1, 2, 3, 4))
    return CompareLook("DOC-0002", v("AI policy", "AI方针"), "/d/2", v("Version 4", "第4版"), v("Version 5", "第5版"), diff(v), choices, 9)


def system(v: Voice) -> SystemLook:
    def piece(ref: str, english: str, chinese: str) -> tuple[EvidenceLook, ...]:
        return (EvidenceLook(ref, v(english, chinese), "/x"),)

    stages = ((v("Design", "设计"), "past"), (v("Verify", "验证"), "past"), (v("Deploy", "部署"), "here"), (v("Operate", "运行"), "ahead"), (v("Retire", "退役"), "ahead"))
    return SystemLook(
        "AIS-0007",
        v("Retail credit scoring", "零售信用评分"),
        v("Ranks applications for unsecured loans; a credit officer takes the decision. Owned by Jonas Weber, Retail Lending.", "为无担保贷款申请排序；由信贷员作决定。责任人：零售信贷部韦博。"),
        (v("analytics", "分析"), v("tier 1", "一级"), v("AI Act: high-risk, Annex III 5(b)", "欧盟人工智能法：高风险，附件III 5(b)")),
        (ButtonLook(v("Change", "修改"), "/edit"), ButtonLook(v("Review desk", "复核台"), "/desk"), ButtonLook(v("Stop this system…", "叫停此系统…"), "/stop", stop=True)),
        (
            AnswerLook(v("Suitable for its purpose?", "是否适合其用途？"), v("Validated for unsecured loans up to €40,000. Out of bounds for business loans; 3 were scored in October.", "已验证用于40,000欧元以下无担保贷款。企业贷款不在范围内；10月有3笔被评分。"), "partly", piece("VAL-0021", "Validation 3.1", "验证3.1"), Crumb(v("See the 3 decisions", "查看3笔决策"), "/x")),
            AnswerLook(v("Monitored?", "是否受监测？"), v("7 monitors, last run today 09:58. One is outside its limit: approval ratio, under 26.", "7项监测，今日09:58最近一次运行。其中一项越限：26岁以下批准率之比。"), "met", piece("MON-0012", "Approval ratio", "批准率之比")),
            AnswerLook(v("Users trained?", "使用者是否受过培训？"), v("18 of 21 credit officers hold current training; the instructions changed on 2 Nov.", "21名信贷员中18名培训有效；说明书已于11月2日变更。"), "stale", piece("TRN-0009", "Course, v3", "课程第3版")),
            AnswerLook(v("Responsibilities clear, and who takes the final decision?", "职责是否清楚，由谁作最终决定？"), v("A credit officer decides every refusal and every loan above €25,000.", "每笔拒贷和25,000欧元以上的贷款均由信贷员决定。"), "met", piece("OVP-0003", "Oversight plan, v2", "人工监督方案第2版")),
            AnswerLook(v("Results reviewed?", "结果是否受评审？"), v("Nothing evidences this yet.", "尚无内容可证明。")),
            AnswerLook(v("Improvements made when needed?", "需要时是否改进？"), v("CA-0008 is done; the monitor has not yet shown its effect (21 of 28 days).", "CA-0008已完成；监测尚未显示成效（28天中的第21天）。"), "partly", piece("CA-0008", "Reweigh age", "年龄重新加权")),
        ),
        (
            StepLook(v("Purpose", "用途"), v("Rank unsecured loan applications for a credit officer", "为信贷员排序无担保贷款申请"), "met", "AIS-0007", "/x", v("12 Mar 2026", "2026年3月12日")),
            StepLook(v("Impact assessment", "影响评估"), v("Loss of access to credit for people under 26 and thin-file applicants", "26岁以下及信用记录较少者难以获得信贷"), "partly", "AIA-0004", "/x", v("due again 1 Dec", "12月1日再次到期")),
            StepLook(v("Risk", "风险"), v("Unequal approval by age, above the criterion for 9 days", "不同年龄批准不均，已超出准则9天"), "unmet", "RSK-0042", "/x", v("no decision yet", "尚无决定")),
            StepLook(v("Change", "变更"), v("Model 3.2 proposed: significant, re-opens impact and risk", "拟用3.2版模型：重大变更，须重做影响和风险评估"), "", "CHG-0027", "/x", v("in review", "评审中")),
        ),
        (
            RoleLook(v("AI provider", "AI提供者"), v("Builds the model and runs it under its own name.", "自建模型并以自己名义运行。"), date(2026, 3, 12)),
            RoleLook(v("AI customer, user", "AI客户，使用者"), v("Credit officers work with its answers.", "信贷员使用其输出。"), date(2026, 3, 12)),
        ),
        (RoleLook(v("Provider", "提供者"), Text("Utvikles internt og tas i bruk under eget navn.", "nb"), date(2026, 4, 2), v("EU AI Act, Art. 3(3)", "欧盟人工智能法第3条第3项")),),
        "/roles",
        tuple(StageLook(label, standing) for label, standing in stages),  # type: ignore[arg-type]
        (
            GapLook("VAL:equal", "test_missing", v("Equal-opportunity test on applicants under 26: difference at most 0.05, n at least 400.", "26岁以下申请人机会均等测试：差异不超过0.05，n不少于400。"), "unmet", action=ButtonLook(v("Record test", "记录测试"), "/act/7", target="#gap-VAL-equal-form")),
            GapLook("VAL:roll", "trial_missing", v("Roll-back tried by the operator.", "由运行人员试行回退。"), "unknown", action=ButtonLook(v("Record trial", "记录试行"), "/act/8", target="#gap-VAL-roll-form")),
        ),
        v("2 things missing before 3.2 may be deployed", "3.2版部署前还缺2项"),
        (*fields(v)[:2], FieldLook(v("Supplier", "供应商"), "Nordic Bureau AS", "/sup"), FieldLook(v("May stop it", "可叫停"), values=(Crumb(v("Jonas Weber", "韦博"), "/p/1"), Crumb(v("Ingrid Solberg", "苏英"), "/p/2")))),
        (FieldLook(v("Column 14", "第14列"), Text("Presidential priority: no", "en")),),
        "/history",
        at("2026-11-20T09:44"),
    )


def choose(v: Voice) -> ImportLook:
    return ImportLook("choose", v("AI systems", "AI系统"), FormLook(UploadForm(v), "/import", v("Show the preview", "查看预览"), note=v("Nothing is taken yet.", "此时不导入任何内容。"), upload=True))


def preview(v: Voice) -> ImportLook:
    columns = tuple(Column(label) for label in (v("Row", "行"), v("Title", "标题"), v("Unit", "组织单元"), v("What would happen", "将会如何")))
    rows = (
        RowLook((Cell("2", "figure"), Cell(Text("Beach erosion forecast", "en")), Cell(Text("NOAA", "en")), Cell(v("created", "新建"), "tag"))),
        RowLook((Cell("3", "figure"), Cell(Text("Benefit letters", "en")), Cell(Text("SSA", "en")), Cell(v("not taken: no unit of this name", "不导入：无此名称的单元"), "flag"))),
    )
    sheet = TableLook(v("First rows", "前几行"), columns, rows, "2,133", v("encoding found: Windows-1252", "识别编码：Windows-1252"))
    problems = (v("Line 3 of inventory.csv cannot be read: a quote is not closed.", "inventory.csv第3行无法读取：引号未闭合。"),)
    return ImportLook("preview", v("AI systems", "AI系统"), preview=sheet, problems=problems, confirm=ButtonLook(v("Take 2,133 rows", "导入2,133行"), "/take", primary=True, post=True, hidden=(("key", "9f2c"),)), back_url="/import")


def result(v: Voice) -> ImportLook:
    return ImportLook("result", v("AI systems", "AI系统"), tally=ImportTally(2133, 2121, 0, 0, 12, "/reject", "/systems"))


def search(v: Voice) -> SearchLook:
    return SearchLook(
        v("credit", "信用"),
        (
            HitLook("AIS-0007", v("Retail credit scoring", "零售信用评分"), "/s/7", v("AI system", "AI系统"), v("Ranks applications for unsecured loans", "为无担保贷款申请排序"), v("in operation", "运行中")),
            HitLook("RSA-0007", Text("Risikovurdering, kreditt", "nb"), "/r/7", v("Risk assessment", "风险评估")),
        ),
        "2",
        (FilterLook(v("All", "全部"), "?", 2, True), FilterLook(v("AI systems", "AI系统"), "?kind", 1)),
    )


def refused(v: Voice) -> RefusedLook:
    return RefusedLook(
        v("You wrote DOC-0002; someone else must approve it.", "DOC-0002由你撰写，须由他人批准。"),
        WhoLook(v("Ingrid Solberg", "苏英"), v("top management", "最高管理者"), why_not_you=v("An author never approves their own text.", "作者不得批准自己的文本。")),
        ButtonLook(v("Ask Ingrid", "请苏英批准"), "/ask", primary=True),
        "/d/2",
    )

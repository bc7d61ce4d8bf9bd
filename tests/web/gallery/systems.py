"""Sample looks of a system, of the import and of the search."""

from datetime import date

from django import forms

from aims.web.looks.parts import (
    ButtonLook,
    Cell,
    Column,
    Crumb,
    EvidenceLook,
    FilterLook,
    FormLook,
    GapLook,
    RowLook,
    TableLook,
    Text,
)
from aims.web.looks.records import FieldLook
from aims.web.looks.screens import (
    AnswerLook,
    HitLook,
    ImportLook,
    ImportTally,
    RoleLook,
    SearchLook,
    StageLook,
    SystemLook,
)

from .frame import Voice, at
from .records import fields


class UploadForm(forms.Form):
    def __init__(self, v: Voice, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["file"] = forms.FileField(
            label=v("File", "文件"), help_text=v("CSV, XLSX or JSON, up to 20 MB.", "CSV、XLSX或JSON，不超过20 MB。")
        )
        self.fields["map"] = forms.ChoiceField(
            label=v("Map", "映射"),
            choices=[("a", "us-federal-2024"), ("b", v("None: columns by name", "无：按列名对应"))],
        )


def system(v: Voice) -> SystemLook:
    def piece(ref: str, english: str, chinese: str) -> tuple[EvidenceLook, ...]:
        return (EvidenceLook(ref, v(english, chinese), "/x"),)

    stages = (
        (v("Design", "设计"), "past"),
        (v("Verify", "验证"), "past"),
        (v("Deploy", "部署"), "here"),
        (v("Operate", "运行"), "ahead"),
        (v("Retire", "退役"), "ahead"),
    )
    return SystemLook(
        "AIS-0007",
        v("Retail credit scoring", "零售信用评分"),
        v(
            "Ranks applications for unsecured loans; a credit officer takes the decision. Owned by"
            " Jonas Weber, Retail Lending.",
            "为无担保贷款申请排序；由信贷员作决定。责任人：零售信贷部韦博。",
        ),
        (
            v("analytics", "分析"),
            v("tier 1", "一级"),
            v("AI Act: high-risk, Annex III 5(b)", "欧盟人工智能法：高风险，附件III 5(b)"),
        ),
        (
            ButtonLook(v("Change", "修改"), "/edit"),
            ButtonLook(v("Review desk", "复核台"), "/desk"),
            ButtonLook(v("Stop this system…", "叫停此系统…"), "/stop", stop=True),
        ),
        (
            AnswerLook(
                v("Suitable for its purpose?", "是否适合其用途？"),
                v(
                    "Validated for unsecured loans up to €40,000. Out of bounds for business loans; 3 were"
                    " scored in October.",
                    "已验证用于40,000欧元以下无担保贷款。企业贷款不在范围内；10月有3笔被评分。",
                ),
                "partly",
                piece("VAL-0021", "Validation 3.1", "验证3.1"),
                Crumb(v("See the 3 decisions", "查看3笔决策"), "/x"),
            ),
            AnswerLook(
                v("Monitored?", "是否受监测？"),
                v(
                    "7 monitors, last run today 09:58. One is outside its limit: approval ratio, under 26.",
                    "7项监测，今日09:58最近一次运行。其中一项越限：26岁以下批准率之比。",
                ),
                "met",
                piece("MON-0012", "Approval ratio", "批准率之比"),
            ),
            AnswerLook(
                v("Users trained?", "使用者是否受过培训？"),
                v(
                    "18 of 21 credit officers hold current training; the instructions changed on 2 Nov.",
                    "21名信贷员中18名培训有效；说明书已于11月2日变更。",
                ),
                "stale",
                piece("TRN-0009", "Course, v3", "课程第3版"),
            ),
            AnswerLook(
                v("Responsibilities clear, and who takes the final decision?", "职责是否清楚，由谁作最终决定？"),
                v(
                    "A credit officer decides every refusal and every loan above €25,000.",
                    "每笔拒贷和25,000欧元以上的贷款均由信贷员决定。",
                ),
                "met",
                piece("OVP-0003", "Oversight plan, v2", "人工监督方案第2版"),
            ),
            AnswerLook(
                v("Results reviewed?", "结果是否受评审？"), v("Nothing evidences this yet.", "尚无内容可证明。")
            ),
            AnswerLook(
                v("Improvements made when needed?", "需要时是否改进？"),
                v(
                    "CA-0008 is done; the monitor has not yet shown its effect (21 of 28 days).",
                    "CA-0008已完成；监测尚未显示成效（28天中的第21天）。",
                ),
                "partly",
                piece("CA-0008", "Reweigh age", "年龄重新加权"),
            ),
        ),
        (
            RoleLook(
                v("AI provider", "AI提供者"),
                v("Builds the model and runs it under its own name.", "自建模型并以自己名义运行。"),
                date(2026, 3, 12),
            ),
            RoleLook(
                v("AI customer, user", "AI客户，使用者"),
                v("Credit officers work with its answers.", "信贷员使用其输出。"),
                date(2026, 3, 12),
            ),
        ),
        (
            RoleLook(
                v("Provider", "提供者"),
                Text("Utvikles internt og tas i bruk under eget navn.", "nb"),
                date(2026, 4, 2),
                v("EU AI Act, Art. 3(3)", "欧盟人工智能法第3条第3项"),
            ),
        ),
        "/roles",
        tuple(StageLook(label, standing) for label, standing in stages),  # type: ignore[arg-type]
        (
            GapLook(
                "VAL:equal",
                "test_missing",
                v(
                    "Equal-opportunity test on applicants under 26: difference at most 0.05, n at least 400.",
                    "26岁以下申请人机会均等测试：差异不超过0.05，n不少于400。",
                ),
                "unmet",
                action=ButtonLook(v("Record test", "记录测试"), "/act/7", target="#gap-VAL-equal-form"),
            ),
            GapLook(
                "VAL:roll",
                "trial_missing",
                v("Roll-back tried by the operator.", "由运行人员试行回退。"),
                "unknown",
                action=ButtonLook(v("Record trial", "记录试行"), "/act/8", target="#gap-VAL-roll-form"),
            ),
        ),
        v("2 things missing before 3.2 may be deployed", "3.2版部署前还缺2项"),
        (
            *fields(v)[:2],
            FieldLook(v("Supplier", "供应商"), "Nordic Bureau AS", "/sup"),
            FieldLook(
                v("May stop it", "可叫停"),
                values=(Crumb(v("Jonas Weber", "韦博"), "/p/1"), Crumb(v("Ingrid Solberg", "苏英"), "/p/2")),
            ),
        ),
        (FieldLook(v("Column 14", "第14列"), Text("Presidential priority: no", "en")),),
        "/history",
        at("2026-11-20T09:44"),
    )


def choose(v: Voice) -> ImportLook:
    return ImportLook(
        "choose",
        v("AI systems", "AI系统"),
        FormLook(
            UploadForm(v),
            "/import",
            v("Show the preview", "查看预览"),
            note=v("Nothing is taken yet.", "此时不导入任何内容。"),
            upload=True,
        ),
    )


def preview(v: Voice) -> ImportLook:
    columns = tuple(
        Column(label, figures=label in ("Row", "行"))
        for label in (v("Row", "行"), v("Title", "标题"), v("Unit", "组织单元"), v("What would happen", "将会如何"))
    )
    rows = (
        RowLook(
            (
                Cell("2", "figure"),
                Cell(Text("Beach erosion forecast", "en")),
                Cell(Text("NOAA", "en")),
                Cell(v("created", "新建"), "tag"),
            )
        ),
        RowLook(
            (
                Cell("3", "figure"),
                Cell(Text("Benefit letters", "en")),
                Cell(Text("SSA", "en")),
                Cell(v("not taken: no unit of this name", "不导入：无此名称的单元"), "flag"),
            )
        ),
    )
    sheet = TableLook(
        v("First rows", "前几行"), columns, rows, "2,133", v("encoding found: Windows-1252", "识别编码：Windows-1252")
    )
    problems = (
        v("Line 3 of inventory.csv cannot be read: a quote is not closed.", "inventory.csv第3行无法读取：引号未闭合。"),
    )
    return ImportLook(
        "preview",
        v("AI systems", "AI系统"),
        preview=sheet,
        problems=problems,
        confirm=ButtonLook(
            v("Take 2,133 rows", "导入2,133行"), "/take", primary=True, post=True, hidden=(("key", "9f2c"),)
        ),
        back_url="/import",
    )


def result(v: Voice) -> ImportLook:
    return ImportLook(
        "result", v("AI systems", "AI系统"), tally=ImportTally(2133, 2121, 0, 0, 12, "/reject", "/systems")
    )


def search(v: Voice) -> SearchLook:
    return SearchLook(
        v("credit", "信用"),
        (
            HitLook(
                "AIS-0007",
                v("Retail credit scoring", "零售信用评分"),
                "/s/7",
                v("AI system", "AI系统"),
                v("Ranks applications for unsecured loans", "为无担保贷款申请排序"),
                v("in operation", "运行中"),
            ),
            HitLook("RSA-0007", Text("Risikovurdering, kreditt", "nb"), "/r/7", v("Risk assessment", "风险评估")),
        ),
        "2",
        (FilterLook(v("All", "全部"), "?", 2, True), FilterLook(v("AI systems", "AI系统"), "?kind", 1)),
    )

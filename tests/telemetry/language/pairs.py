"""Answers written by us to short contexts: what the context says, in other words, and what it does not say, by the
sort of fault.

They are no measure of how good a check is (nobody independent labelled them); they show that each sort of fault has a
sign.
"""

from typing import NamedTuple


class Passage(NamedTuple):
    context: str
    supported: tuple[str, ...]
    faulty: tuple[tuple[str, str], ...]
    """The sort of fault, and the answer."""


ENGLISH = (
    Passage(
        "The loan application was declined on 3 March because the debt-to-income ratio was 52 percent, above the 45 "
        "percent limit. The applicant may appeal within 30 days in writing.",
        (
            "The application was rejected since the debt-to-income ratio exceeded the limit.",
            "An appeal can be made in writing within 30 days.",
            "The ratio of debt to income was 52 percent.",
        ),
        (
            ("number", "The debt-to-income ratio was 38 percent."),
            ("opposite", "The application was approved."),
            ("number", "The applicant may appeal within 90 days."),
            ("fabricated", "The bank will refund the processing fee of 200 euros."),
            ("name", "The application was declined on 7 June."),
        ),
    ),
    Passage(
        "Patients taking warfarin should avoid large changes in vitamin K intake. Ibuprofen increases the risk of "
        "bleeding. The INR should be checked every four weeks once stable.",
        (
            "Ibuprofen raises bleeding risk in patients on warfarin.",
            "INR should be monitored every four weeks when stable.",
            "Keep vitamin K intake consistent while on warfarin.",
        ),
        (
            ("negation", "Ibuprofen does not increase the risk of bleeding."),
            ("number", "The INR should be checked every twelve months once stable."),
            ("fabricated", "Warfarin is safe during pregnancy."),
            ("name", "Paracetamol increases the risk of bleeding."),
            ("fabricated", "Grapefruit juice triples the dose needed."),
        ),
    ),
    Passage(
        "The Eiffel Tower was completed in 1889 and is 330 metres tall. It was designed by the company of Gustave "
        "Eiffel for the World's Fair in Paris.",
        (
            "Construction of the Eiffel Tower finished in 1889.",
            "Gustave Eiffel's company designed the tower.",
            "The tower stands 330 metres high.",
        ),
        (
            ("number", "The Eiffel Tower was completed in 1925."),
            ("name", "The tower was designed by Le Corbusier."),
            ("fabricated", "Over 20 workers died during construction."),
            ("negation", "The tower was not built for the World's Fair."),
            ("off the subject", "Bananas are rich in potassium."),
        ),
    ),
    Passage(
        "Employees accrue 25 days of paid leave per year. Unused leave of up to 5 days may be carried over until 31 "
        "March. Requests need approval by the line manager.",
        (
            "Staff get 25 paid leave days annually.",
            "Up to five unused days can be carried over to the end of March.",
            "Line managers must approve leave requests.",
        ),
        (
            ("number", "Employees accrue 40 days of paid leave per year."),
            ("negation", "Unused leave cannot be carried over."),
            ("name", "Requests need approval by the CEO."),
            ("fabricated", "Employees also receive a holiday bonus."),
            ("off the subject", "The cafeteria serves lunch at noon."),
        ),
    ),
    Passage(
        "The server crashed at 14:05 UTC due to disk exhaustion on node db-3. Service was restored at 14:47 after "
        "logs were rotated. No customer records were lost.",
        (
            "Disk exhaustion on db-3 caused the crash.",
            "Service came back at 14:47 after rotating logs.",
            "There was no loss of customer records.",
        ),
        (
            ("negation", "Customer records were lost."),
            ("name", "The crash was caused by node db-7."),
            ("number", "Service was restored at 18:30."),
            ("fabricated", "The outage was caused by a cyber attack from abroad."),
            ("off the subject", "The stock price rose by two percent."),
        ),
    ),
)

CHINESE = (
    Passage(
        "贷款申请于3月3日被拒绝，原因是负债收入比为52%，高于45%的上限。申请人可在30天内书面申诉。",
        ("因负债收入比超过上限，贷款申请被拒绝。", "申请人可以在30天内以书面方式申诉。", "负债收入比是52%。"),
        (
            ("number", "负债收入比为38%。"),
            ("opposite", "贷款申请已被批准。"),
            ("number", "申请人可在90天内书面申诉。"),
            ("fabricated", "银行将退还200元手续费。"),
            ("negation", "申请人不可以书面申诉。"),
        ),
    ),
    Passage(
        "员工每年享有25天带薪年假。未休的年假最多可将5天结转到次年3月31日。请假须经直属上级批准。",
        ("员工每年有25天带薪年假。", "未休年假最多可结转五天。", "请假需要直属上级批准。"),
        (
            ("number", "员工每年享有40天带薪年假。"),
            ("negation", "未休的年假不能结转。"),
            ("name", "请假须经总经理批准。"),
            ("fabricated", "员工还可领取节日奖金。"),
            ("off the subject", "食堂中午供应午餐。"),
        ),
    ),
    Passage(
        "服务器于14:05因磁盘空间耗尽而崩溃，故障节点为db-3。清理日志后，服务于14:47恢复。没有客户记录丢失。",
        ("db-3磁盘空间耗尽导致服务器崩溃。", "清理日志后服务在14:47恢复。", "客户记录没有丢失。"),
        (
            ("negation", "客户记录丢失。"),
            ("name", "故障节点为db-7。"),
            ("number", "服务于18:30恢复。"),
            ("fabricated", "故障由境外网络攻击造成。"),
            ("off the subject", "股价上涨了两个百分点。"),
        ),
    ),
)

"""The frame of every sample page, and the two voices the samples speak."""

from datetime import UTC, date, datetime
from typing import Literal

from aims.web.looks.parts import AsOfLook, Crumb, FaceLook, NavJob, Page

TODAY = date(2026, 11, 20)
JOBS = {
    "today": ("Today", "今日"),
    "systems": ("Systems", "系统"),
    "risks": ("Risks", "风险"),
    "oversight": ("Oversight", "监督"),
    "conformity": ("Conformity", "符合性"),
    "audit": ("Audit", "审核"),
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Voice:
    """Picks the English or the Chinese sample."""

    def __init__(self, language: Literal["en", "zh-hans"]) -> None:
        self.language: Literal["en", "zh-hans"] = language
        self.chinese = language != "en"

    def __call__(self, english: str, chinese: str) -> str:
        return chinese if self.chinese else english

    def page(self, title: str, job: str = "", *crumbs: str, asof: bool = False) -> Page:
        jobs = tuple(
            NavJob(key, self(*words), f"/{key}", {"today": 3, "oversight": 11}.get(key, 0), key == job)  # type: ignore[arg-type]
            for key, words in JOBS.items()
        )
        trail: tuple[Crumb, ...] = (Crumb(self(*JOBS[job]), f"/{job}"),) if job and crumbs else ()
        trail += tuple(Crumb(crumb, "/somewhere") for crumb in crumbs) or (Crumb(title),)
        return Page(
            title=title,
            language=self.language,
            language_url="?language=other",
            today=TODAY,
            crumbs=trail,
            jobs=jobs,
            organisation=self("Harbourline Bank", "澜港银行"),
            logout_url="/accounts/logout/",
            face=FaceLook(self("Mei Lindqvist", "林玫"), self("ML", "林"), self("AIMS owner", "AIMS负责人"), "17"),
            account=(
                Crumb(self("Change the password", "修改密码"), "/accounts/password/change/"),
                Crumb(self("Second step", "第二步验证"), "/accounts/2fa/"),
                Crumb(self("Tokens for programs", "程序令牌"), "/tokens"),
            ),
            foot=(
                self("Ledger checkpoint 18,204", "检查点 18,204"),
                self("signed 20 Nov 2026, 09:41", "签署于2026年11月20日 09:41"),
                self("Times in Europe/Oslo", "时区：欧洲/奥斯陆"),
            ),
            asof=AsOfLook(date(2026, 6, 30), "recorded", "/now") if asof else None,
        )

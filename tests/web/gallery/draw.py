"""Draws every sample page into a folder: `python -m tests.web.gallery.draw FOLDER`."""

import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.web.gallery.settings"


def pages(language: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    from django import forms

    from aims.web.looks.screens import RequirementLook, TodayLook

    from . import clauses, records, requirements, systems
    from .frame import Voice

    v = Voice(language)
    conformity = v("Conformity", "符合性")

    def framed(name: str, template: str, look: Any, title: str, job: str, *crumbs: str, **more: Any) -> Any:
        return (
            name,
            f"aims/{template}.html",
            {"page": v.page(title, job, *crumbs, **more), "look": look, "csrf_token": "t"},
        )

    today: TodayLook = clauses.today(v)
    requirement: RequirementLook = requirements.requirement(v)
    ref = "6.1.3-f"
    doc = "DOC-0002"
    listed = v("AI systems", "AI系统")
    yield framed("today", "today", today, v("Today", "今日"), "today")
    yield framed("today-empty", "today", clauses.empty_today(v), v("Today", "今日"), "today")
    yield framed("conformity", "conformity", clauses.conformity(v), conformity, "conformity")
    yield framed("requirement", "requirement", requirement, ref, "conformity", v("6 Planning", "6 策划"), ref)
    yield framed(
        "requirement-asof",
        "requirement",
        requirements.requirement(v, form=False),
        ref,
        "conformity",
        v("6 Planning", "6 策划"),
        ref,
        asof=True,
    )
    yield framed(
        "requirement-closed",
        "requirement",
        requirements.requirement(v, form=False),
        ref,
        "conformity",
        v("6 Planning", "6 策划"),
        ref,
    )
    yield framed("today-asof", "today", today, v("Today", "今日"), "today", asof=True)
    yield framed("list", "list", records.table(v), listed, "systems", listed)
    yield framed("list-asof", "list", records.table(v), listed, "systems", listed, asof=True)
    yield framed("list-empty", "list", records.empty_table(v), listed, "systems", listed)
    yield framed("detail", "detail", records.detail(v), doc, "conformity", doc)
    yield framed("form", "form", records.form(v), doc, "conformity", doc)
    yield framed("form-wrong", "form", records.form(v, wrong=True), doc, "conformity", doc)
    yield framed("form-stale", "form", records.form(v, stale=True), doc, "conformity", doc)
    yield framed("history", "history", records.history(v), doc, "conformity", doc)
    yield framed("compare", "compare", records.compare(v), doc, "conformity", doc)
    yield framed("system", "system", systems.system(v), "AIS-0007", "systems", "AIS-0007")
    yield framed("import", "import", systems.choose(v), v("Import", "导入"), "systems", v("Import", "导入"))
    yield framed("import-preview", "import", systems.preview(v), v("Import", "导入"), "systems", v("Import", "导入"))
    yield framed("import-result", "import", systems.result(v), v("Import", "导入"), "systems", v("Import", "导入"))
    yield framed("search", "search", systems.search(v), v("Search", "搜索"), "", v("Search", "搜索"))
    yield framed("inbox", "inbox", clauses.inbox(v), v("Inbox", "待办"), "today", v("Inbox", "待办"))
    yield framed(
        "framework",
        "framework",
        requirements.framework(v),
        v("Frameworks", "框架"),
        "conformity",
        v("Frameworks", "框架"),
    )
    yield framed("refused", "refused", records.refused(v), v("Not allowed", "不允许"), "conformity", doc)

    class SignIn(forms.Form):
        login = forms.CharField(label=v("Name", "用户名"))
        password = forms.CharField(label=v("Password", "密码"), widget=forms.PasswordInput)

    class Code(forms.Form):
        code = forms.CharField(label=v("Code", "验证码"))

        secret = "JBSWY3DPEHPK3PXP"

    alone = {"csrf_token": "t", "other_language_url": "?language=other"}
    yield "login", "account/login.html", {**alone, "form": SignIn()}
    for name in ("account/logout", "account/reauthenticate", "account/password_change"):
        yield name.replace("/", "-"), f"{name}.html", {**alone, "form": SignIn() if name != "account/logout" else None}
    yield "mfa", "mfa/authenticate.html", {**alone, "form": Code()}
    dot = "data:image/svg+xml;utf8,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"
    yield "mfa-totp", "mfa/totp/activate_form.html", {**alone, "form": Code(), "totp_svg_data_uri": dot}
    yield "mfa-index", "mfa/index.html", {**alone, "authenticators": {"totp": True, "webauthn": [1, 2]}}
    passkey = {
        "pk": 1,
        "wrap": {"name": "4711", "is_passwordless": True},
        "created_at": datetime(2026, 11, 2, 9, tzinfo=UTC),
    }
    yield "mfa-passkeys", "mfa/webauthn/authenticator_list.html", {**alone, "authenticators": [passkey]}
    yield "mfa-remove", "mfa/webauthn/authenticator_confirm_delete.html", {**alone, "authenticator": passkey}
    yield (
        "mfa-codes",
        "mfa/recovery_codes/index.html",
        {**alone, "unused_codes": ["12345678", "23456789"], "can_view_codes": True},
    )
    for code in ("400", "403", "404", "413", "500"):
        yield code, f"{code}.html", {**alone, "limit": "20 MB", "number": "7F3A"}


def fragments(language: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    from dataclasses import replace

    from aims.web.looks.parts import VerdictLook
    from aims.web.looks.screens import Turned

    from . import clauses, requirements
    from .frame import Voice

    v = Voice(language)
    gap = replace(
        requirements.gaps(v, form=False)[0],
        closed=True,
        just=True,
        action=None,
    )
    full = requirements.requirement(v)
    turned = Turned(
        gap,
        verdict=VerdictLook("met", "operating", "operating", "6.1.3-f"),
        depths=full.depths,
        rows=(replace(full_row(clauses.posture(v)), just=True),),
        evidence=full.evidence,
        gaps_left=2,
        count=2,
        said=v("6.1.3-f turned to met.", "6.1.3-f转为满足。"),
    )
    yield "act-turned", "aims/_turned.html", {"look": turned, "csrf_token": "t"}
    yield "act-form", "aims/_form.html", {"look": requirements.reason_form(v), "csrf_token": "t"}


def full_row(posture: Any) -> Any:
    return posture.rows[2]


def draw(folder: Path) -> None:
    import django

    django.setup()
    from django.template.loader import get_template
    from django.utils import translation

    for language, short in (("en", "en"), ("zh-hans", "zh")):
        with translation.override(language):
            for name, template, context in [*pages(language), *fragments(language)]:
                (folder / f"{name}.{short}.html").write_text(get_template(template).render(context), encoding="utf-8")


def measure() -> float:
    """CPU milliseconds of a list of 50, the frame included: the best of five batches."""
    import django

    django.setup()
    from django.template.loader import get_template

    from .frame import Voice
    from .records import table

    v = Voice("en")
    context = {"page": v.page("AI systems", "systems", "AI systems"), "look": table(v, 50), "csrf_token": "t"}
    template = get_template("aims/list.html")
    template.render(context)
    best = 1e9
    for _ in range(5):
        start = time.process_time()
        for _ in range(20):
            template.render(context)
        best = min(best, (time.process_time() - start) / 20 * 1000)
    return best


if __name__ == "__main__":
    if sys.argv[1] == "--measure":
        sys.stdout.write(f"{measure():.2f}\n")
    else:
        draw(Path(sys.argv[1]))

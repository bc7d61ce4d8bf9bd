"""Writes the table of what each check holds into docs/en/verdicts.md and docs/zh/verdicts.md.

python tools/checks_table.py            # rewrite the tables
python tools/checks_table.py --check    # change nothing; fail when a page is not what the checks say
"""

import argparse
import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
START, END = "<!-- checks: written by tools/checks_table.py -->", "<!-- end of checks -->"
HEADS = {
    "en": ("requirement", "what the check holds", "what a person judges"),
    "zh": ("要求", "核查的内容", "由人判定的内容"),
}


def page(language: str) -> Path:
    return ROOT / "docs" / language / "verdicts.md"


def table(language: str) -> str:
    """One row for each check, in the order of the catalogue."""
    from django.utils.translation import override

    from aims import catalogue
    from aims.kernel.checks import CHECKS

    rows = [HEADS[language], ("---",) * 3]
    with override("en" if language == "en" else "zh-hans"):
        for pk in catalogue.requirements():
            if pk in CHECKS:
                judged = catalogue.reach(pk).person
                title = getattr(catalogue.node(pk).title, language)
                rows.append(
                    (
                        f"{pk.partition('/')[2]} {title}",
                        str(CHECKS[pk].states),
                        getattr(judged, language) if judged else "",
                    )
                )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def rewritten(language: str) -> str:
    """The page with the table as it must be now."""
    text = page(language).read_text("utf-8")
    before, _start, rest = text.partition(START)
    return f"{before}{START}\n{table(language)}\n{END}{rest.partition(END)[2]}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Write what each check holds into the documentation.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a page differs")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aims.config.settings")
    django.setup()
    differing = [language for language in HEADS if rewritten(language) != page(language).read_text("utf-8")]
    for language in differing if not asked.check else ():
        page(language).write_text(rewritten(language), "utf-8")
    for language in differing:
        print(
            f"docs/{language}/verdicts.md {'differs: run python tools/checks_table.py' if asked.check else 'written'}"
        )
    return 1 if asked.check and differing else 0


if __name__ == "__main__":
    sys.exit(main())

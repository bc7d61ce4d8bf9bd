"""Gaps and notes as sentences. One place for the words, so that page, mail, API and paper say the same."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from aims.kernel.checks import Gap
from aims.kernel.wording import filled
from aims.kernel.workflow import Words

from . import competence, general, impact, leadership, life_cycle, monitoring, objectives, risks, supply, support
from .words import Said

_MODULES = (general, competence, impact, leadership, life_cycle, monitoring, objectives, risks, supply, support)
GAPS: dict[str, Said] = {code: said for module in _MODULES for code, said in module.GAPS.items()}
NOTES: dict[str, Words] = {code: words for module in _MODULES for code, words in module.NOTES.items()}
_STEPS: dict[str, Words] = {"submit": _("Submit %(ref)s"), "approve": _("Approve %(ref)s")}
"""The buttons of a gap that is on its way: the text is written, and waits to be submitted or approved."""


def sentence(gap: Gap) -> str:
    """The gap or note in the active language."""
    said = GAPS[gap.code].sentence if gap.code in GAPS else NOTES[gap.code]
    return filled(said, gap.params)


def button(gap: Gap) -> str:
    """The words on the button that closes the gap, in the active language."""
    words = GAPS[gap.code].button
    if gap.do and "ref" in gap.params:
        words = _STEPS.get(gap.do.action, words)
    return filled(words, gap.params)


def both(gap: Gap) -> dict[str, str]:
    """The sentence in English and in Chinese, for programs."""
    found = {}
    for key, language in (("en", "en"), ("zh", "zh-hans")):
        with override(language):
            found[key] = sentence(gap)
    return found

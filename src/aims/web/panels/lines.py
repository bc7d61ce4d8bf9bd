"""A requirement as one line of a page: its verdict and the worst gap."""

from aims import catalogue
from aims.kernel.checks import Verdict
from aims.lib.language import language
from aims.web.asked import Asked, to_requirement
from aims.web.looks.screens import RequirementLine
from aims.web.panels import gaps
from aims.web.panels.standing import verdict_look


def requirement_line(asked: Asked, requirement: str, verdict: Verdict) -> RequirementLine:
    node = catalogue.requirement(requirement)
    worst = (
        gaps.said(asked, gaps.told(asked, verdict.gaps)[0])
        if verdict.gaps and verdict.gaps[0].code != "no_check"
        else ""
    )
    return RequirementLine(
        node.place,
        node.title.in_(language()),
        to_requirement(asked, requirement),
        verdict_look(requirement, verdict),
        worst,
        len(verdict.gaps),
    )

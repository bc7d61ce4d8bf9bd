"""`aims status` and `aims requirement`: where the organisation stands, as any program and any person can read it."""

from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from .shell import As, Day, Json, _, actor, answer, day, say, table

if TYPE_CHECKING:
    from aims.kernel.checks import Gap, Verdict
    from aims.kernel.policy import Actor
    from aims.kernel.world import World

ISO = "iso42001:2023/"
By = Annotated[
    Literal["recorded", "happened"],
    typer.Option("--by", help="With --as-of: what was recorded by that day, or what happened by it."),
]


def status(
    json_: Json = False,
    as_of: Day = "",
    by: By = "recorded",
    as_: As = "",
    worst: Annotated[int, typer.Option(help="How many gaps to show.")] = 10,
) -> None:
    """Where the organisation stands against all 202 requirements and controls of ISO/IEC 42001.

    What is counted is what the records show; whether it meets the standard is for an auditor to conclude.
    """
    from aims.conformity.issue import as_json
    from aims.conformity.posture import posture
    from aims.kernel.world import present

    world, now = world_of(as_of, by), present()
    reader = actor(now, as_)
    found = posture(world)
    if json_:
        answer(as_json(world, reader))
        return
    say(_("As of %(at)s", at=_moment(world)))
    say()
    _by_clause(dict(found))
    gaps = found.open_gaps()
    if gaps and worst > 0:
        say()
        say(_("Worst of %(n)s open gaps", n=len(gaps)))
        for pk, verdict, gap in gaps[:worst]:
            say(f"  {pk.removeprefix(ISO)}  [{_status(verdict)}]  {_sentence(now, reader, gap)}")
    say()
    say(_("This is what the records show; whether it meets the standard is for an auditor to conclude."))


def requirement(
    requirement_id: Annotated[str, typer.Argument(metavar="ID", help="For example 6.1.3-f, A.4.2 or the full id.")],
    json_: Json = False,
    as_of: Day = "",
    by: By = "recorded",
    as_: As = "",
) -> None:
    """One requirement: what it asks, the verdict, its evidence, its gaps and who may close them."""
    from aims import catalogue
    from aims.conformity.issue import shown_evidence, verdict_json
    from aims.conformity.posture import verdict_on
    from aims.kernel.policy import as_seen
    from aims.kernel.world import present
    from aims.lib.language import language

    full = requirement_id if "/" in requirement_id else ISO + requirement_id
    node = catalogue.requirement(full)
    world, now = world_of(as_of, by), present()
    reader = actor(now, as_)
    found = verdict_on(world, full)
    if json_:
        answer(verdict_json(now, reader, full, found))
        return
    tongue = language()
    say(f"{getattr(node.cite, tongue)}  {getattr(node.title, tongue)}")
    if text := getattr(node, "text", None):
        say(getattr(text, tongue))
    say()
    say(f"{_status(found)} · {_depth(found)}")
    seen = shown_evidence(now, reader, found)
    for record in seen:
        say(f"  + {as_seen(reader, world.find(record.id) or record, world, record) or record.ref}")
    if hidden := len(found.evidence) - len(seen):
        say(f"  + {_('%(n)s more, not visible to you', n=hidden)}")
    for gap in found.gaps:
        say(f"  - {_sentence(now, reader, gap)}{_who(world, gap)}")
    for remark in found.notes:
        say(f"  · {_sentence(now, reader, remark)}")


def world_of(as_of: str, by: str) -> "World":
    from aims.kernel.denied import Denied
    from aims.kernel.world import Reading, present
    from aims.kernel.world import as_of as past

    now = present()
    if not as_of:
        return now
    asked = day(as_of, "--as-of")
    if asked > now.today:
        raise Denied("day_ahead", day=asked)
    return past(asked, cast("Reading", by))


def _sentence(now: "World", reader: "Actor", gap: "Gap") -> str:
    from aims.conformity.issue import as_told, is_hidden
    from aims.conformity.sentences import sentence

    if is_hidden(now, reader, gap):
        return _("A record that is not visible to you needs attention.")
    return sentence(as_told(now, reader, gap))


def _who(world: "World", gap: "Gap") -> str:
    """Who may close the gap, in brackets."""
    from aims.conformity.closing import who_closes

    if gap.do is None:
        return ""
    able = who_closes(world, gap)
    return f" ({', '.join(a.person.name for a in able[:3])})" if able else _(" (nobody may: assign a role)")


def _moment(world: "World") -> str:
    """The instant where the organisation is, with the zone that its days end in."""
    from zoneinfo import ZoneInfo

    from django.conf import settings

    return f"{world.at.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M} {settings.TIME_ZONE}"


def _status(verdict: "Verdict") -> str:
    from aims.kernel.checks import STATUS_LABELS

    return str(STATUS_LABELS[verdict.status])


def _depth(verdict: "Verdict") -> str:
    from aims.kernel.checks import DEPTH_LABELS

    return str(DEPTH_LABELS[verdict.depth])


def _heading(pk: str) -> str:
    """`iso42001:2023/6.1.3-f` -> `6`; `iso42001:2023/A.6.2.6` -> `A.6`."""
    parts = pk.removeprefix(ISO).split(".")
    return ".".join(parts[:2]) if parts[0] == "A" else parts[0]


def _by_clause(verdicts: "dict[str, Verdict]") -> None:
    """Counts of each status, a line a clause or control objective; no total that could be read as a score."""
    from aims import catalogue
    from aims.kernel.checks import STATUS_LABELS
    from aims.lib.language import language

    titles = {
        n.id.removeprefix(ISO): getattr(n.title, language()) for n in (*catalogue.groups(), *catalogue.objectives())
    }
    headings = dict.fromkeys(_heading(pk) for pk in verdicts)
    rows = []
    for heading in headings:
        mine = [v.status for pk, v in verdicts.items() if _heading(pk) == heading]
        rows.append([heading, titles.get(heading, ""), *(mine.count(status) or "·" for status in STATUS_LABELS)])
    table([_("Clause"), _("Title"), *(str(label) for label in STATUS_LABELS.values())], rows, most=44)

"""`aims law`: what applies to an AI system on a day, by the answers that somebody signed."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .shell import As, Json, _, actor, answer, day, either, fail, record, say

if TYPE_CHECKING:
    from aims.legal.obligations import LegalObligation


def law(
    system: Annotated[str, typer.Argument(metavar="SYSTEM", help="The ref of an AI system.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Which day; today where none is given.")] = "",
    json_: Json = False,
    as_: As = "",
) -> None:
    """What laws and frameworks ask of SYSTEM on a day, and what they will ask.

    By the classifications in force, as the law reads on that day. Other law may apply; this is no advice.
    """
    from aims.kernel.policy import sees
    from aims.kernel.world import present
    from aims.legal.kinds import CLASSIFICATION
    from aims.legal.obligations import obligations_on
    from aims.systems.models import AISystem

    world = present()
    who = actor(world, as_)
    found = world.get(AISystem, record(system, who).pk)
    if found is None:
        fail(_("“%(ref)s” is not an AI system.", ref=system))
    asked = day(on, "--on") if on else world.today
    rows = [one for one in obligations_on(world, found, asked) if sees(who, CLASSIFICATION, one.classification)]
    if json_:
        answer({"system": found.ref, "on": asked.isoformat(), "asks": [_as_json(one) for one in rows]})
        return
    say(f"{found.ref} {found.title} · {asked.isoformat()}")
    for heading, of in (
        (_("Applies on this day"), [one for one in rows if one.applies and one.begin]),
        (_("Does not apply yet, or is held off"), [one for one in rows if not one.applies]),
        (_("Voluntary"), [one for one in rows if one.ask.is_voluntary]),
    ):
        say()
        say(heading)
        for one in of:
            say(f"  {_line(one)}")
        if not of:
            say(f"  {_('Nothing that signed answers point to.')}")
    say()
    say(_("Other law may apply. What the answers point to is no advice."))


def _line(one: "LegalObligation") -> str:
    ask = one.ask
    framework = either(ask.framework.short.en, ask.framework.short.zh)
    cite, what = either(ask.node.cite.en, ask.node.cite.zh), either(ask.what.en, ask.what.zh)
    since = f"{one.begin.begins}  " if one.begin else ""
    return f"{since}{framework}, {cite}: {what}"


def _as_json(one: "LegalObligation") -> dict[str, Any]:
    """Both languages; days as ISO text, none where it is voluntary."""
    ask, begin = one.ask, one.begin
    return {
        "at": ask.node.id,
        "cite": {"en": ask.node.cite.en, "zh": ask.node.cite.zh},
        "what": {"en": ask.what.en, "zh": ask.what.zh},
        "because": [outcome.id for outcome in one.because],
        "roles": list(one.roles),
        "applies": one.applies,
        "voluntary": ask.is_voluntary,
        "held_off": one.held_off,
        "applies_from": begin.begins.isoformat() if begin else None,
        "moved_from": one.moved_from.isoformat() if one.moved_from else None,
        "source": begin.day.source if begin else ask.framework.source,
        "verification": begin.day.state if begin else ask.framework.verification.state,
        "classification": one.classification.ref,
        "obligations": [ours.ref for ours in one.recorded],
    }

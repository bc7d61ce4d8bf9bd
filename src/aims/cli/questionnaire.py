"""`aims questionnaire import | score`: a questionnaire taken in as a draft; answers scored, nothing stored."""

import json
from pathlib import Path
from typing import Annotated

import typer

from .shell import As, Json, _, actor, answer, fail, say

File = Annotated[Path, typer.Argument(metavar="FILE", help="A questionnaire in the format of SurveyJS (JSON).")]


def import_(
    file: File,
    title: Annotated[str, typer.Option(help="Its title; the file may have its own.")] = "",
    release: Annotated[str, typer.Option("--edition", help="The edition, as its publisher calls it.")] = "",
    source: Annotated[str, typer.Option(help="Publisher, address and licence.")] = "",
    as_: As = "",
) -> None:
    """Import a questionnaire as a draft. A file that is not understood whole is refused by name and place."""
    from aims.kernel.world import present
    from aims.questionnaires.engine import Unreadable
    from aims.questionnaires.importing import import_questionnaire
    from aims.questionnaires.refusals import sentence

    world = present()
    who = actor(world, as_)
    try:
        made = import_questionnaire(
            file.read_bytes(), file.name, who, title=title, release=release, source=source, world=world
        )
    except Unreadable as refused:
        fail(sentence(refused.fault))
    say(f"{made.ref}  {made.title}")


def score(
    file: File,
    answers: Annotated[
        Path, typer.Argument(metavar="ANSWERS", help="The answers by the names of the questions (JSON).")
    ],
    json_: Json = False,
) -> None:
    """Score answers to a questionnaire; nothing is stored."""
    from aims.questionnaires import engine
    from aims.questionnaires.refusals import sentence

    try:
        survey = engine.read(file.read_bytes(), file.name)
        said = json.loads(answers.read_text("utf-8-sig"))
    except engine.Unreadable as refused:
        fail(sentence(refused.fault))
    except ValueError as wrong:
        fail(f"{answers.name}: {wrong}.")
    if wrong_ones := engine.faults(survey, said):
        fail("; ".join(f"{answers.name}: {sentence(one)}" for one in wrong_ones[:3]))
    found, still_open = engine.score(survey, said), len(list(engine.open_questions(survey, said)))
    if json_:
        answer({**found.said, "complete": not still_open})
        return
    if still_open:
        say(_("The level is not known yet: %(n)s questions are still to be answered. So far:", n=still_open))
    say(
        _(
            "Raw impact %(raw)s of %(most)s, mitigation %(mitigation)s of %(best)s, total %(total)s: level %(level)s.",
            raw=found.raw_risk,
            most=found.most_risk,
            mitigation=found.mitigation,
            best=found.most_mitigation,
            total=found.total,
            level=found.level,
        )
    )

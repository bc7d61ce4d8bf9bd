"""Words in a file that name a record: its ref, a person's e-mail address, or its exact name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import Person, Record, Unit
from aims.kernel.perform import Command, perform_all, rehearse
from aims.kernel.policy import Actor, visible

from .maps.rows import FieldSpec
from .maps.values import Refused
from .text import folded

SEVERAL = None


@dataclass
class References:
    """Looks up what files name, among what `actor` may see; each model is read once, when it is first asked for."""

    actor: Actor
    known: dict[type[Record], dict[str, UUID | None]] = field(default_factory=dict)

    def find(self, kind: Kind, spec: FieldSpec, text: str) -> UUID:
        """Raises `Refused` for a name that no record has, or several."""
        names = self.names(_model(kind, spec.name))
        name = folded(text)
        if name not in names:
            raise Refused("value_no_record", field=spec.said, value=text)
        found = names[name]
        if found is SEVERAL:
            raise Refused("value_several_records", field=spec.said, value=text)
        return found

    def sees(self, kind: Kind, name: str, pk: UUID) -> bool:
        return pk in self.names(_model(kind, name)).values()

    def names(self, model: type[Record]) -> dict[str, UUID | None]:
        if model not in self.known:
            self.known[model] = self._read(model)
        return self.known[model]

    def _read(self, model: type[Record]) -> dict[str, UUID | None]:
        rows: Any = model.objects.all()
        if model not in (Unit, Person):
            rows = visible(self.actor, KINDS.of(model))
        names: dict[str, UUID | None] = {}
        spelled = ("title", "title_alt", "email") if model is Person else ("title", "title_alt")
        found = list(rows.values_list("pk", "ref", *spelled))
        for pk, _ref, *words in found:
            for word in {folded(word) for word in words if word}:
                names[word] = SEVERAL if word in names else pk
        names.update((folded(ref), pk) for pk, ref, *_words in found)
        return names


def _model(kind: Kind, name: str) -> type[Record]:
    model: Any = kind.field(name).related_model
    return model  # type: ignore[no-any-return]


@dataclass
class Units:
    """Units by name. Where a register names one that is not there yet, it is made below the organisation."""

    references: References
    lang: str
    new: dict[str, str] = field(default_factory=dict)
    refused: dict[str, Denied] = field(default_factory=dict)

    def make(self, names: Iterable[str], dry_run: bool) -> int:
        """Make the units that are missing; how many."""
        known = self.references.names(Unit)
        missing = {folded(name): name for name in names if name and folded(name) not in known}
        top = Unit.objects.filter(parent=None).values_list("pk", flat=True).first()
        if top is None or not missing:
            return 0
        commands = {name: self._command(title, top) for name, title in missing.items()}
        if dry_run:
            answers = rehearse([[command] for command in commands.values()])
            self._note(known, dict(zip(commands, answers, strict=True)), top)
        else:
            _carried_out(commands, known, self.refused)
        return len(missing.keys() - self.refused.keys())

    def _command(self, title: str, top: UUID) -> Command:
        values = {"title": title, "lang": self.lang, "parent": top}
        return Command("unit", "create", self.references.actor, values=values)

    def _note(self, known: dict[str, UUID | None], answers: Mapping[str, Denied | None], top: UUID) -> None:
        """In a rehearsal the organisation stands in for units that would be made."""
        for name, denied in answers.items():
            if denied:
                self.refused[name] = denied
            else:
                known[name] = top

    def find(self, text: str) -> UUID | None:
        """Raises `Denied` where the unit could not be made, `Refused` where the name is not one unit's."""
        name = folded(text)
        if not name:
            return None
        if name in self.refused:
            raise self.refused[name]
        found = self.references.names(Unit).get(name, SEVERAL)
        if found is SEVERAL:
            known = name in self.references.names(Unit)
            raise Refused("value_several_records" if known else "organisation_missing", field="unit", value=text)
        return found


def _carried_out(commands: dict[str, Command], known: dict[str, UUID | None], refused: dict[str, Denied]) -> None:
    pairs = list(commands.items())
    for start in range(0, len(pairs), 200):
        batch = pairs[start : start + 200]
        try:
            _made(batch, known)
        except Denied:
            for pair in batch:
                try:
                    _made([pair], known)
                except Denied as denied:
                    refused[pair[0]] = denied


def _made(batch: Sequence[tuple[str, Command]], known: dict[str, UUID | None]) -> None:
    records = perform_all([command for _name, command in batch])
    known.update((name, record.pk) for (name, _command), record in zip(batch, records, strict=True))

"""A map held against the kind it fills and the sheet it reads, before any row is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from aims.exchange.maps.marked import Faults, Word
from aims.exchange.maps.reading import FieldMap, Map, hint
from aims.exchange.maps.rows import FieldSpec, Value
from aims.exchange.maps.values import Filling, Refused
from aims.exchange.reasons import Reason
from aims.exchange.text import folded

# What a word of a field means something for.
_FITS = {
    "split": ("multi",),
    "dates": ("date",),
    "truncate": ("text", "ref"),
    "join": ("text", "ref", "choice"),
}


@dataclass(frozen=True)
class Plan:
    """A map that fits its sheet and its kind."""

    key: tuple[str, ...]
    fillings: tuple[Filling, ...]
    constants: Mapping[str, Value]
    attributes: tuple[str, ...]


def plan(map: Map, columns: tuple[str, ...], fields: Mapping[str, FieldSpec]) -> Plan:
    """The map, ready to be followed; raises `BadMap` with every fault found, each with its line."""
    return _Checking(map, columns, fields).plan()


class _Checking:
    def __init__(self, map: Map, columns: tuple[str, ...], fields: Mapping[str, FieldSpec]) -> None:
        self.map, self.columns, self.fields = map, columns, fields
        self.faults = Faults(map.file)
        self.by_fold = {folded(column): column for column in reversed(columns)}

    def plan(self) -> Plan:
        key = self._real(self.map.key)
        known = [mapped for mapped in self.map.fields.values() if self._is_field(mapped.name)]
        fillings = tuple(self._filling(mapped) for mapped in known)
        constants = {str(name): self._constant(name) for name in self.map.constants if self._is_field(name)}
        self._complete()
        self.faults.stop()
        return Plan(key, fillings, constants, self._attributes(fillings))

    def _is_field(self, name: Word) -> bool:
        if name not in self.fields:
            said = hint(name, tuple(self.fields))
            self.faults.add("map_field_unknown", name.line, kind=self.map.kind, name=name, hint=said)
        return name in self.fields

    def _real(self, names: Iterable[Word]) -> tuple[str, ...]:
        """The sheet's own names of columns; case and spaces do not count."""
        real = []
        for name in names:
            column = name if name in self.columns else self.by_fold.get(folded(name))
            if column is None:
                self.faults.add("map_column_unknown", name.line, name=name, hint=hint(name, self.columns))
            else:
                real.append(str(column))
        return tuple(real)

    def _filling(self, mapped: FieldMap) -> Filling:
        spec = self.fields[mapped.name]
        for option, types in _FITS.items():
            if option in mapped.lines and spec.type not in types:
                line = mapped.lines[option]
                self.faults.add("map_option_idle", line, name=option, field=spec.name, type=spec.type)
        choices = {folded(choice): choice for choice in spec.choices}
        filling = Filling(spec, mapped, self._real(mapped.columns), self.map.empty, choices)
        for word in (*mapped.fold.values(), mapped.otherwise, mapped.default):
            if word:
                self._try(replace(filling, map=FieldMap(mapped.name, truncate=mapped.truncate)), word)
        return filling

    def _try(self, filling: Filling, *words: Word) -> Value:
        """The value of words that stand in the map itself."""
        spec = filling.spec
        for word in words:
            if spec.choices and word not in spec.choices:
                said = hint(word, spec.choices)
                self.faults.add("map_choice_unknown", word.line, field=spec.name, name=word, hint=said)
                return None
        try:
            return filling.read([str(word) for word in words])
        except Refused as refused:
            self.faults.add("map_value", words[0].line if words else 1, why=refused.reason)
            return None

    def _constant(self, name: Word) -> Value:
        spec = self.fields[name]
        words = self.map.constants[name]
        if name in self.map.fields:
            self.faults.add("map_field_twice", name.line, name=name)
        if len(words) > 1 and spec.type != "multi":
            self.faults.add("map_shape", name.line, name=name, shape=Reason("shape_word"))
        choices = {folded(choice): choice for choice in spec.choices}
        return self._try(Filling(spec, FieldMap(name, split=Word("\n", name.line)), choices=choices), *words)

    def _complete(self) -> None:
        for spec in self.fields.values():
            mapped = self.map.fields.get(spec.name)
            filled = mapped and (mapped.columns or mapped.default)
            if spec.required and not filled and spec.name not in self.map.constants:
                line = mapped.name.line if mapped else 1
                self.faults.add("map_field_missing", line, name=spec.name)

    def _attributes(self, fillings: tuple[Filling, ...]) -> tuple[str, ...]:
        used = {column for filling in fillings if not filling.map.keep for column in filling.columns}
        ignored = {folded(name) for name in self.map.ignore}
        return tuple(column for column in self.columns if column not in used and folded(column) not in ignored)

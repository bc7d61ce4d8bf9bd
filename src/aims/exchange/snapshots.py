"""Two snapshots of a source: what it held when last read, and what it holds now."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from aims.exchange.maps.applying import numbered
from aims.exchange.maps.rows import Rejected, Row

_TURN = re.compile(r"(.*) \| #([0-9]+)", re.DOTALL)


@dataclass(frozen=True)
class Comparison:
    """What the source brought. `gone` are keys it held before and does not now; a rejected row is not gone."""

    created: tuple[Row, ...]
    updated: tuple[Row, ...]
    unchanged: tuple[Row, ...]
    rejected: tuple[Rejected, ...]
    gone: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        read = len(self.created) + len(self.updated) + len(self.unchanged) + len(self.rejected)
        return {
            "read": read,
            "created": len(self.created),
            "updated": len(self.updated),
            "unchanged": len(self.unchanged),
            "rejected": len(self.rejected),
            "gone": len(self.gone),
        }


def compare(held: Mapping[str, str], outcomes: Iterable[Row | Rejected]) -> Comparison:
    """Compare what a source held, digest by key, with what a map made of it now.

    Rows whose key had to be numbered first take the number of the held row with the same content, so that a register
    that only changes its order changes nothing; see `settle`.
    """
    gathered = list(outcomes)
    rejected = tuple(outcome for outcome in gathered if isinstance(outcome, Rejected))
    here = {outcome.key for outcome in rejected if outcome.key}
    rows = settle(held, [outcome for outcome in gathered if isinstance(outcome, Row)], here)
    here.update(row.key for row in rows)
    return Comparison(
        created=tuple(row for row in rows if row.key not in held),
        updated=tuple(row for row in rows if row.key in held and held[row.key] != row.digest),
        unchanged=tuple(row for row in rows if held.get(row.key) == row.digest),
        rejected=rejected,
        gone=tuple(key for key in held if key not in here),
    )


def settle(held: Mapping[str, str], rows: Iterable[Row], taken: Iterable[str] = ()) -> list[Row]:
    """The same rows, where a stem stands more than once (now or before) under the keys that change least.

    First every row takes a held key of its stem with its own content; the rest, in the order of the sheet, take the key
    they came with if it is free, else the lowest free one. `taken` are keys of rejected rows.
    """
    given = list(rows)
    before, blocked = _by_stem(held), _by_stem(taken)
    groups: dict[str, list[int]] = defaultdict(list)
    for position, row in enumerate(given):
        groups[row.stem].append(position)
    for stem, positions in groups.items():
        group = [given[position] for position in positions]
        if len(group) > 1 or group[0].key != stem or before.get(stem, [stem]) != [stem]:
            keys = _keys(stem, group, held, before.get(stem, []), set(blocked.get(stem, [])))
            for position, key in zip(positions, keys, strict=True):
                given[position] = replace(given[position], key=key)
    return given


def _by_stem(keys: Iterable[str]) -> dict[str, list[str]]:
    stems: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        match = _TURN.fullmatch(key)
        stems[match[1] if match else key].append(key)
    return stems


def _keys(stem: str, group: list[Row], held: Mapping[str, str], before: list[str], blocked: set[str]) -> list[str]:
    """A key for each row of one stem."""
    turns = range(1, len(group) + len(blocked) + 1)
    ours = {numbered(stem, turn) for turn in turns} | {row.key for row in group} | set(before)
    free = dict.fromkeys(sorted(ours - blocked, key=_turn))
    keys: dict[int, str] = {}
    for position, row in enumerate(group):
        same = next((key for key in free if held.get(key) == row.digest), None)
        if same is not None:
            keys[position] = same
            del free[same]
    for position, row in enumerate(group):
        if position not in keys:
            keys[position] = row.key if row.key in free else next(iter(free))
            del free[keys[position]]
    return [keys[position] for position in range(len(group))]


def _turn(key: str) -> int:
    match = _TURN.fullmatch(key)
    return int(match[2]) if match else 1

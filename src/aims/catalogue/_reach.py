"""What the product can honestly say of each requirement (reach.yaml)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from aims.catalogue._entry import Entry
from aims.catalogue._refusal import UnknownId
from aims.catalogue._words import DEPTHS, Reach

_FILE = Path(__file__).parent / "reach.yaml"


@cache
def _all() -> dict[str, Reach]:
    entry = Entry.of_file(_FILE)
    found: dict[str, Reach] = {}
    for row in entry.entries("reach"):
        one = Reach(
            id=row.text("id"),
            code=row.both("code"),
            person=row.maybe_both("person"),
            depth=row.choice("depth", DEPTHS),
            why=row.maybe_both("why"),
        )
        row.close()
        if one.depth != "effective" and one.why is None:
            raise row.fault(
                "depth",
                "say under why what keeps this requirement from being shown effective",
                "请在why中说明为何无法证明该要求有效",
            )
        found[one.id] = one
    entry.close()
    return found


def reach(full_id: str) -> Reach:
    """What code decides of a requirement, what a person must judge, and the highest depth reachable."""
    try:
        return _all()[full_id]
    except KeyError:
        raise UnknownId(full_id) from None

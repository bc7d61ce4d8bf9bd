"""Each event against its leaf and its body, and the counter against the last of them."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from aims.kernel.images import Image
from aims.kernel.models import Event, LogHead
from aims.kernel.numbers import envelope
from aims.lib import clock
from aims.lib.canonical import canonical

from .problems import Problem, told
from .seen import Seen, each, raw


def events(seen: Seen) -> Iterator[Problem]:
    """Reads the whole log once; notes the last image of every record."""
    erased = set(Event.objects.filter(action="erased").values_list("record", flat=True))
    numbers = Event.objects.order_by("seq").values_list("seq", flat=True).iterator()
    for seq, event in each(Event.objects.select_related("body_row"), numbers):
        if seq != seen.reached + 1:
            yield Problem("event_missing", {"seq": seen.reached + 1, "before": seen.reached, "after": seq})
        seen.reached, seen.at = seq, None
        try:
            if not isinstance(event, Event):
                raise event or LookupError(seq)
            seen.at = event.at
            yield from _event(event, erased, seen)
        except Exception as why:
            yield Problem("event_unreadable", {"seq": seq, "why": told(why)})
            _pass_over(seq, seen)


def _pass_over(seq: int, seen: Seen) -> None:
    """Nothing can be said of the record of an event that cannot be read."""
    try:
        record = Event.objects.values_list("record", flat=True).get(seq=seq)
    except Exception:
        return
    if record is not None:
        seen.last[record] = (seq, None)


def _event(event: Event, erased: set[Any], seen: Seen) -> Iterator[Problem]:
    if sha256(b"\x00" + canonical(envelope(event))).digest() != raw(event.leaf):
        yield Problem("event_changed", {"seq": event.seq})
    row = getattr(event, "body_row", None)
    if row is None:
        if event.record_id not in erased:
            yield Problem("body_missing", {"seq": event.seq})
        return
    body: dict[str, Any] = row.body if isinstance(row.body, dict) else {}
    after: Image | None = body["after"] if isinstance(body.get("after"), dict) else None
    if event.record_id is not None:
        seen.last[event.record_id] = (event.seq, after)
    if event.withheld and body.get("actor") != str(event.actor_id or "system"):
        yield Problem("actor_differs", {"seq": event.seq})
    if event.withheld and body.get("on_behalf_of") != str(event.on_behalf_of_id or ""):
        yield Problem("on_behalf_differs", {"seq": event.seq})
    if sha256(raw(row.salt) + canonical(row.body)).hexdigest() != event.body_hash:
        yield Problem("body_changed", {"seq": event.seq, "ref": (after or {}).get("ref", "")})


def head(seen: Seen) -> Iterator[Problem]:
    """The counter gave the last event its number and its instant."""
    row = LogHead.objects.filter(pk=1)
    said = row.values_list("seq", flat=True).first()
    if said is None:
        yield Problem("head_missing", {})
        return
    if said != seen.reached:
        yield Problem("head_differs", {"head": said, "last": seen.reached})
    at = row.values_list("at", flat=True).get()
    if said == seen.reached and seen.at is not None and at != seen.at:
        yield Problem("head_at_differs", {"head": clock.iso(at), "last": clock.iso(seen.at)})

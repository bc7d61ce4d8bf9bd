"""Why an event, or a whole batch, is not taken: each reason with the sentence that says what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENT: Mapping[str, Promise] = {
    "malformed": _("This is no event: %(said)s. Send one JSON object a line, or one MessagePack map an event."),
    "type": _("“%(where)s” is not of the right form: %(said)s."),
    "too_large": _("The event has %(size)s bytes; %(limit)s is the most. Leave out or shorten what is long."),
    "too_old": _("It is said to be of %(at)s, more than five years ago. Set the clock of the sender, or leave it out."),
    "ahead": _("It is said to be of %(at)s, which is still to come. Set the clock of the sender."),
    "not_finite": _("“%(where)s” is no finite number (NaN or infinite). Send null for what is not known."),
    "control": _("“%(where)s” holds a control character. Take it out before sending."),
    "duplicate": _("Another event of this batch has the key %(key)s already. Give each decision its own key."),
    "empty_key": _("The key is missing. Give each decision a key of its own."),
    "no_time": _("The time (`at`) is missing."),
    "span": _("The span names no trace or no time that can be read."),
}
BATCH: Mapping[str, tuple[int, Promise]] = {
    "empty": (422, _("The body holds no event.")),
    "unreadable": (422, _("The body cannot be read as %(sort)s: %(said)s. Nothing was kept.")),
    "unpacking": (422, _("The body is not whole %(coding)s data. Nothing was kept; send it once more.")),
    "too_large": (413, _("The body has more than %(limit)s. Nothing was kept; send smaller batches.")),
    "unpacked": (413, _("Unpacked, the body has more than %(limit)s. Nothing was kept; send smaller batches.")),
    "too_many": (413, _("A batch holds at most %(limit)s events. Nothing was kept; send smaller batches.")),
    "too_many_inputs": (422, _("The events of a batch name more than %(limit)s different inputs. Nothing was kept.")),
    "media_type": (415, _("Send events as one of %(known)s.")),
    "coding": (415, _("Compress the body with gzip or zstd, or not at all.")),
    "column": (422, _("The column “%(where)s” is of the type %(was)s; it must be %(wanted)s. Nothing was kept.")),
    "column_unknown": (422, _("No decision has a column “%(where)s”. Nothing was kept; known are %(known)s.")),
    "column_missing": (422, _("The column “%(where)s” is missing. Nothing was kept.")),
    "column_twice": (422, _("The column “%(where)s” is there twice. Nothing was kept.")),
    "one_type": (422, _("The column `type` must say one and the same for all rows. Nothing was kept.")),
    "compressed_columns": (
        422,
        _("The columns are compressed within the Arrow stream. Leave the columns plain and compress the whole body."),
    ),
    "batch_name": (
        422,
        _("Name the batch by Idempotency-Key (1 to 100 signs), or by Aims-Producer and Aims-Batch (a number from 0)."),
    ),
    "disk_full": (507, _("The disk is nearly full: nothing of the batch was kept. Make room, then send it once more.")),
    "behind": (503, _("More has come than could be stored: nothing of the batch was kept. Send it once more later.")),
}


@dataclass(frozen=True)
class Problem:
    """One event that was not taken: its row in the batch, counted from 0."""

    row: int
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the active language."""
        return str(EVENT[self.code]) % self.params

    def as_json(self) -> dict[str, Any]:
        """As it is answered."""
        return {"row": self.row, "code": self.code, "sentence": self.sentence}


class Refused(Exception):
    """A whole batch that is not taken: nothing of it was kept."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    @property
    def status(self) -> int:
        """The status of HTTP."""
        return BATCH[self.code][0]

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the active language."""
        return str(BATCH[self.code][1]) % self.params

    def __str__(self) -> str:
        return self.sentence

"""What a program installs to work with OpenAIMS: `Aims` records decisions and holds those that a person must see.

`aims_sdk.proof` verifies evidence bundles. The verifier needs nothing but the standard library;
so nothing is imported here before it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aims_sdk.gating.cases import Ruling as Ruling
    from aims_sdk.gating.errors import HandedOver as HandedOver
    from aims_sdk.gating.errors import Held as Held
    from aims_sdk.gating.errors import NotReleased as NotReleased
    from aims_sdk.gating.errors import Refused as Refused
    from aims_sdk.gating.errors import Rejected as Rejected
    from aims_sdk.gating.errors import Stopped as Stopped
    from aims_sdk.gating.errors import Unavailable as Unavailable
    from aims_sdk.recording.client import Aims as Aims
    from aims_sdk.recording.settings import Settings as Settings
    from aims_sdk.recording.spans import GenAIExporter as GenAIExporter
    from aims_sdk.recording.tally import Counters as Counters

_PLACES = {
    "Aims": "aims_sdk.recording.client",
    "Counters": "aims_sdk.recording.tally",
    "GenAIExporter": "aims_sdk.recording.spans",
    "Ruling": "aims_sdk.gating.cases",
    "Settings": "aims_sdk.recording.settings",
}
_PLACES |= dict.fromkeys(
    ("HandedOver", "Held", "NotReleased", "Refused", "Rejected", "Stopped", "Unavailable"),
    "aims_sdk.gating.errors",
)
__all__ = [
    "Aims",
    "Counters",
    "GenAIExporter",
    "HandedOver",
    "Held",
    "NotReleased",
    "Refused",
    "Rejected",
    "Ruling",
    "Settings",
    "Stopped",
    "Unavailable",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)

"""What a program installs to work with OpenAIMS: `Aims` records decisions, `aims_sdk.proof` verifies evidence bundles.

The verifier needs nothing but the standard library; so nothing is imported here before it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aims_sdk.recording.client import Aims as Aims
    from aims_sdk.recording.settings import Settings as Settings
    from aims_sdk.recording.spans import GenAIExporter as GenAIExporter
    from aims_sdk.recording.tally import Counters as Counters

_PLACES = {
    "Aims": "aims_sdk.recording.client",
    "Counters": "aims_sdk.recording.tally",
    "GenAIExporter": "aims_sdk.recording.spans",
    "Settings": "aims_sdk.recording.settings",
}
__all__ = ["Aims", "Counters", "GenAIExporter", "Settings"]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)

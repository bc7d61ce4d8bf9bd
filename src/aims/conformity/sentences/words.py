"""What a gap says and what its button says."""

from typing import NamedTuple

from aims.kernel.workflow import Words


class Said(NamedTuple):
    """The sentence of a gap, and the words on its button."""

    sentence: Words
    button: Words

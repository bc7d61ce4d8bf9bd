"""What the templates of one AI system take beside its roles and answers: what it lacks, its records, what it feeds."""

from dataclasses import dataclass

from aims.web.looks.parts import ButtonLook, Said


@dataclass(frozen=True, slots=True)
class LackLook:
    """What is missing before the next stage, and the way to bring it."""

    sentence: str
    who: Said = ""
    action: ButtonLook | None = None


@dataclass(frozen=True, slots=True)
class NextLook:
    """The next stage: `lacks` empty says that it may begin."""

    title: str
    lacks: tuple[LackLook, ...] = ()
    ready: str = ""
    action: ButtonLook | None = None


@dataclass(frozen=True, slots=True)
class LifeRow:
    kind: str
    ref: str
    title: Said
    url: str
    release: str = ""
    state: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NodeLook:
    """A record in the picture; `x` and `y` are the left upper corner of its box."""

    ref: str
    title: Said
    url: str
    x: int
    y: int
    here: bool = False
    where: str = ""  # in the list: what it is to this one
    visible: bool = True

    @property
    def text_x(self) -> int:
        return self.x + 10

    @property
    def ref_y(self) -> int:
        return self.y + 17

    @property
    def title_y(self) -> int:
        return self.y + 35

    @property
    def short(self) -> str:
        """As much of the title as the box holds."""
        text = str(self.title)
        room = 20 if text.isascii() else 11
        return text if len(text) <= room else f"{text[: room - 1]}…"


@dataclass(frozen=True, slots=True)
class MoreLook:
    """Under a column, how many stand in the list only."""

    x: int
    y: int
    n: int


@dataclass(frozen=True, slots=True)
class GraphLook:
    nodes: tuple[NodeLook, ...]
    paths: tuple[str, ...]
    """The lines from box to box, as an SVG path each."""
    width: int
    height: int
    rest: tuple[NodeLook, ...] = ()
    """What is left out of the picture and stands in the list."""
    notes: tuple[MoreLook, ...] = ()
    more: int = 0
    """What is left out of the list too."""

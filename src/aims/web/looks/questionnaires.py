"""What the pages of questionnaires take: one section to answer, the result of a response, a questionnaire itself."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from aims.web.looks.parts import ButtonLook, Crumb, FormLook, Said, Text
from aims.web.looks.records import DetailLook, FieldLook


@dataclass(frozen=True, slots=True)
class ChoiceLook:
    value: str
    text: Text
    chosen: bool


@dataclass(frozen=True, slots=True)
class NoteLook:
    html: SafeString
    lang: str


@dataclass(frozen=True, slots=True)
class QuestionLook:
    key: str
    """The name of its field and the start of the ids in it."""
    sort: str
    title: Text
    help: NoteLook | None
    choices: tuple[ChoiceLook, ...]
    text: str
    optional: bool


@dataclass(frozen=True, slots=True)
class StepLook:
    number: int
    title: Text
    answered: int
    visible: int
    here: bool


@dataclass(frozen=True, slots=True)
class LevelLook:
    sentence: str
    means: str
    asks: tuple[tuple[str, str], ...] = ()
    pages: tuple[tuple[Text, str, str, str], ...] = ()  # page, for what it counts, reached, of how much
    figures: tuple[FieldLook, ...] = ()


@dataclass(frozen=True, slots=True)
class AnsweringLook:
    """One section of a questionnaire, with the way through all of them."""

    ref: str
    title: Said
    record_url: str
    url: str
    version: int
    page: Text
    parts: tuple[NoteLook | QuestionLook, ...]
    steps: tuple[StepLook, ...]
    progress: str
    previous: int
    next: int
    """0 on the last section."""
    languages: tuple[Crumb, ...] = ()
    waits: str = ""
    """That there are answers which are kept and not yet saved."""
    problem: str = ""
    level: LevelLook | None = None
    """On the last section: what has been answered so far gives this level."""


@dataclass(frozen=True, slots=True)
class ResponseLook:
    record: DetailLook
    level: LevelLook | None
    open: tuple[Crumb, ...]
    more_open: int
    answers: tuple[tuple[Text, tuple[tuple[Text, tuple[Text, ...]], ...]], ...]
    """By page: each question that is asked, and what was answered."""
    answer: ButtonLook | None


@dataclass(frozen=True, slots=True)
class QuestionnaireLook:
    record: DetailLook
    pages: tuple[tuple[Text, tuple[tuple[Text, str], ...]], ...]
    """By page: each question, and when it is asked."""
    begin: ButtonLook | None
    languages: str = ""
    """What it is read in, where that is not the language of the page."""


@dataclass(frozen=True, slots=True)
class UploadLook:
    form: FormLook
    problem: str = ""

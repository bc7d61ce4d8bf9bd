"""Questionnaires without a database: read a file, see which questions are asked, judge answers, score them.

Nothing here knows Django or a record, so that rooms above and the command line use it alike.
"""

from .answering import Answers, asked, faults, open_questions, progress
from .faults import Fault, Unreadable
from .reading import read, survey_from
from .scoring import Score, score
from .survey import Choice, Note, Page, Question, Survey, Wording

__all__ = [
    "Answers",
    "Choice",
    "Fault",
    "Note",
    "Page",
    "Question",
    "Score",
    "Survey",
    "Unreadable",
    "Wording",
    "asked",
    "faults",
    "open_questions",
    "progress",
    "read",
    "score",
    "survey_from",
]

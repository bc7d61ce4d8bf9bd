"""The files that a paper is written to."""

from collections.abc import Callable
from typing import NamedTuple

from .blocks import Paper
from .docx import to_docx
from .page import to_html
from .pdf import to_pdf
from .xlsx import to_xlsx

_OFFICE = "application/vnd.openxmlformats-officedocument"


class Format(NamedTuple):
    """How a paper is written, and the media type of what comes out."""

    write: Callable[[Paper], bytes]
    media_type: str


FORMATS = {
    "pdf": Format(to_pdf, "application/pdf"),
    "docx": Format(to_docx, f"{_OFFICE}.wordprocessingml.document"),
    "xlsx": Format(to_xlsx, f"{_OFFICE}.spreadsheetml.sheet"),
    "html": Format(to_html, "text/html; charset=utf-8"),
}
"""By the ending of the file."""

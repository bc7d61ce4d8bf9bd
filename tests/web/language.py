"""Finds English left on a Chinese page, in the text and in what is read aloud."""

import re
from html.parser import HTMLParser

SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-offline", "data-restored")
SILENT = {"script", "style", "svg", "kbd", "code"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}
REF = re.compile(
    r"\b[A-Z]{2,5}-[A-Z]?\d{1,6}\b|\bA\.\d+(\.\d+)*\b|\b\d+(\.\d+)*-[a-z]\b|\bArt\. \d+\b"
    r"|\b[\w-]+\.(csv|pdf|xlsx|json)\b|\b[0-9a-f]{4,}(…[0-9a-f]{4})?\b",
    re.ASCII,
)
PROPER = re.compile(
    r"\b(OpenAIMS|AIMS|AI|ISO|IEC|NIST|RMF|EU|GDPR|OECD|UNESCO|PDPA|MANAGE|MAP|MEASURE|GOVERN|CSV|XLSX|JSON|PDF|API|MB|kB|"
    r"prEN|ba|bb|I{1,3}|IV|V|VI{1,3}|Windows-1252|us-federal-2024|Nordic Bureau AS|Ctrl)\b",
    re.ASCII,
)
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.skipped: list[bool] = []

    def _look(self, text: str) -> None:
        for word in WORD.findall(REF.sub(" ", PROPER.sub(" ", text))):
            self.found.append(word)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        language = named.get("lang") or ""
        foreign = tag != "html" and bool(language) and not language.startswith("zh")
        skip = any(self.skipped) or foreign or tag in SILENT or named.get("translate") == "no"
        if not skip:
            for name in SPOKEN:
                self._look(named.get(name) or "")
            if tag == "input" and named.get("type") in ("submit", "button"):
                self._look(named.get("value") or "")
        if tag not in VOID:
            self.skipped.append(skip)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.skipped:
            self.skipped.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.skipped):
            self._look(data)


def english_left(html: str) -> list[str]:
    """The English words of a Chinese page that stand outside elements marked with their language."""
    reader = _Reader()
    reader.feed(html)
    return reader.found

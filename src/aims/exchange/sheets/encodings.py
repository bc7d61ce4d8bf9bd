"""Which encoding a text file is in.

The rule, in order; the first that fits wins:

1. A byte order mark: UTF-8, UTF-16 or UTF-32.
2. A zero in most odd or most even places of the beginning: UTF-16 without its mark.
3. The whole is valid UTF-8.
4. Of the lines with a byte above 127, at least half are valid UTF-8: the file mixes encodings (parts were pasted
   together); each line is read as what it is, the others by 5 and 6, and a notice names the first of them.
5. The whole is valid GB18030 and at least half of its characters beyond ASCII are those of GB 2312, the ordinary ones:
   Chinese text is nearly all of these, while accents and curly quotation marks of Western text, read as GB18030, make
   rare characters out of one accent and one plain letter.
6. Windows-1252, line by line beside valid UTF-8. Five bytes are no character there; a file with one is refused.

Where a short file is guessed wrongly (one French word with two accents side by side), the encoding can be named.
"""

import codecs
from dataclasses import dataclass
from itertools import islice

from aims.exchange.reasons import Reason, Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TRIED = "UTF-8, UTF-16, GB18030, Windows-1252"


@dataclass(frozen=True)
class Decoded:
    text: str
    encoding: str
    notices: tuple[Reason, ...] = ()


def decode(raw: bytes, file: str, encoding: str = "") -> Decoded:
    """The text of a file, by the rule above or in the encoding named."""
    name = encoding or _marked(raw) or _unmarked_utf16(raw)
    if name:
        return Decoded(_strictly(raw, name, file), name)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _legacy(raw, file)


def _marked(raw: bytes) -> str:
    return next((name for mark, name in _MARKS if raw.startswith(mark)), "")


def _unmarked_utf16(raw: bytes) -> str:
    start = raw[:4096]
    half = len(start) // 2
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if half >= 2 and odd > half * 0.6 and even < half * 0.05:
        return "utf-16-le"
    if half >= 2 and even > half * 0.6 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _strictly(raw: bytes, encoding: str, file: str) -> str:
    try:
        return raw.decode(encoding)
    except LookupError:
        raise Unreadable("encoding_unknown", encoding=encoding) from None
    except UnicodeDecodeError as error:
        raise _not_text(raw, error.start, file, encoding) from None


def _not_text(raw: bytes, at: int, file: str, tried: str) -> Unreadable:
    byte = f"0x{raw[at]:02X}" if at < len(raw) else "0x00"
    why = Reason("why_byte", {"byte": byte, "encodings": tried})
    return Unreadable("file_unreadable", file=file, line=raw.count(b"\n", 0, at) + 1, why=why)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _legacy(raw: bytes, file: str) -> Decoded:
    """Rules 4 to 6."""
    lines = raw.split(b"\n")
    high = [number for number, line in enumerate(lines) if not line.isascii()]
    bad = {number for number in high if not _is_utf8(lines[number])}
    good = len(high) - len(bad)
    if good < len(bad) and _looks_chinese(raw):
        return Decoded(raw.decode("gb18030"), "gb18030")
    second = "gb18030" if _looks_chinese(b"\n".join(lines[number] for number in sorted(bad))) else "cp1252"
    text = _by_line(raw, lines, bad, second, file)
    if not good:
        return Decoded(text, second)
    params = {"file": file, "first": "utf-8", "second": second, "n": len(bad), "line": min(bad) + 1}
    return Decoded(text, "utf-8" if good >= len(bad) else second, (Reason("encodings_mixed", params),))


def _by_line(raw: bytes, lines: list[bytes], bad: set[int], second: str, file: str) -> str:
    texts, at = [], 0
    for number, line in enumerate(lines):
        try:
            texts.append(line.decode(second if number in bad else "utf-8"))
        except UnicodeDecodeError as error:
            raise _not_text(raw, at + error.start, file, _TRIED) from None
        at += len(line) + 1
    return "\n".join(texts)


def _looks_chinese(raw: bytes) -> bool:
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    beyond = "".join(islice((character for character in text if not character.isascii()), 20_000))
    ordinary = len(beyond.encode("gb2312", "ignore")) // 2
    return bool(beyond) and ordinary * 2 >= len(beyond)

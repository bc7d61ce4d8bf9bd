"""Keeps each room's Chinese catalogue in step with what the room says.

    python tools/messages.py            # update every src/aims/<room>/locale/zh_Hans/LC_MESSAGES/django.po, compile
    python tools/messages.py --check    # change nothing; one sentence for each thing that is not as it should be

Sentences are read from Python (`_`, `gettext`, `ngettext`, `pgettext`, their lazy forms) and from Django templates. A
room's file holds what the room uses, new sentences last; a translation is kept as long as its sentence is.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from build_translations import compile_all

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
PO = Path("locale") / LOCALE / "LC_MESSAGES" / "django.po"
WIDTH = 120

SINGULAR: tuple[str, ...] = ("_", "gettext", "gettext_lazy", "gettext_noop")
PLURAL: tuple[str, ...] = ("ngettext", "ngettext_lazy")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(SINGULAR, None),
    **dict.fromkeys(PLURAL, (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[sdrf]|\{\w*\}")

type Key = tuple[str, str | None]


class Found(NamedTuple):
    """A sentence as the code holds it."""

    text: str | tuple[str, str]
    context: str | None
    file: str

    @property
    def key(self) -> Key:
        return (self.text if isinstance(self.text, str) else self.text[0], self.context)


def _python_of(path: Path) -> str:
    """The file as Python: templates are turned into calls of gettext by Django itself."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return source
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    return templatize(source, origin=str(path))


def sentences(path: Path) -> Iterator[Found]:
    """Every sentence that the file at `path` has translated."""
    source = io.BytesIO(_python_of(path).encode())
    for _, message, _, context in extract("python", source, keywords=KEYWORDS):
        if message in ("", ("", "")):
            continue
        text = (message[0], message[1]) if isinstance(message, tuple) else message
        yield Found(text, context, path.name)


def room_sentences(room: Path) -> dict[Key, Found]:
    """What a room says, each sentence once, in order of file and line; a plural form wins over a single one."""
    found: dict[Key, Found] = {}
    for path in sorted((*room.rglob("*.py"), *room.rglob("*.html"), *room.rglob("*.txt"))):
        if "migrations" in path.parts:
            continue
        for sentence in sentences(path):
            known = found.get(sentence.key)
            if known is None or isinstance(known.text, str):
                found[sentence.key] = sentence
    return found


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as f:
        return read_po(f, locale=LOCALE)


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _key(message: Message) -> Key:
    return (message.id if isinstance(message.id, str) else message.id[0], message.context)


def _texts(value: str | Iterable[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def faults(room: Path) -> Iterator[str]:
    """A sentence for each thing in the room's catalogue that is not as it should be."""
    wanted, catalogue = room_sentences(room), _read(room / PO)
    present = {_key(message): message for message in _messages(catalogue)}
    for key, sentence in wanted.items():
        if key not in present:
            yield f"{room.name}: “{key[0]}” ({sentence.file}) is missing from the catalogue."
        elif isinstance(sentence.text, tuple) and isinstance(present[key].id, str):
            yield f"{room.name}: “{key[0]}” ({sentence.file}) has a plural in the code and none in the catalogue."
    for key, message in present.items():
        if key not in wanted:
            yield f"{room.name}: “{key[0]}” is obsolete: nothing in the room says it any more."
        else:
            yield from _translation_faults(room.name, message)


def _translation_faults(room: str, message: Message) -> Iterator[str]:
    sources, translations = _texts(message.id), _texts(message.string)
    if message.fuzzy:
        yield f"{room}: “{sources[0]}” is fuzzy: read the translation, correct it, and remove the mark."
    if not translations or not all(translations):
        yield f"{room}: “{sources[0]}” has no translation."
        return
    allowed = set().union(*(_placeholders(source) for source in sources))
    needed = _placeholders(sources[-1])
    for translation in translations:
        used = _placeholders(translation)
        if not (needed <= used <= allowed):
            differing = ", ".join(sorted(needed ^ used))
            yield f"{room}: “{sources[0]}” and its translation differ in placeholders: {differing}."


def clashes(found: Iterable[Path]) -> Iterator[str]:
    """Django merges the catalogues of all installed rooms: what is one sentence to it has one translation."""
    said: dict[Key, dict[tuple[str, ...], list[str]]] = {}
    for room in found:
        if (room / "apps.py").exists():
            for message in _messages(_read(room / PO)):
                said.setdefault(_key(message), {}).setdefault(_texts(message.string), []).append(room.name)
    for (text, _context), ways in said.items():
        if len(ways) > 1:
            where = "; ".join(f"{'/'.join(way)} ({', '.join(rooms)})" for way, rooms in ways.items())
            yield f"“{text}” is translated in several ways, and one wins everywhere: {where}. Use pgettext."


def update(room: Path) -> bool:
    """Rewrite the room's catalogue with what the room says now; returns whether the file changed."""
    path = room / PO
    wanted, old = room_sentences(room), _read(path)
    if not wanted and not path.exists():
        return False
    known = {_key(message): message for message in _messages(old)}
    kept = [key for key in known if key in wanted]
    new = Catalog(locale=LOCALE, domain="django", header_comment=f"# Chinese (Simplified) of the room {room.name}.")
    for key in (*kept, *(key for key in wanted if key not in known)):
        sentence, before = wanted[key], known.get(key)
        new.add(
            sentence.text,
            _translation(sentence, before),
            context=sentence.context,
            auto_comments=[sentence.file],
            user_comments=before.user_comments if before else (),
            flags=[flag for flag in (before.flags if before else ()) if flag == "fuzzy"],
        )
    text = _rendered(new)
    if path.exists() and path.read_bytes() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return True


def _translation(sentence: Found, before: Message | None) -> str | tuple[str, ...]:
    """What the catalogue had, in the shape the sentence has now (Chinese has one plural form)."""
    text = _texts(before.string)[0] if before and _texts(before.string) else ""
    return text if isinstance(sentence.text, str) else (text,)


def _rendered(catalogue: Catalog) -> bytes:
    catalogue.fuzzy = False
    out = io.BytesIO()
    write_po(out, catalogue, width=WIDTH, omit_header=True)
    header = (
        f'{catalogue.header_comment}\nmsgid ""\nmsgstr ""\n"Language: {LOCALE}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    )
    return header.encode() + out.getvalue()


def rooms(root: Path) -> list[Path]:
    """The rooms of the package at `root`: its folders that are Python packages."""
    return sorted(path.parent for path in root.glob("*/__init__.py"))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Update or check the translations of every room.")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail when something is not as it should be"
    )
    parser.add_argument("--root", type=Path, default=ROOT / "src" / "aims", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    found = rooms(asked.root)
    if not asked.check:
        changed = [room.name for room in found if update(room)]
        print(f"Updated: {', '.join(changed) or 'nothing to do'}. Compiled: {compile_all(asked.root)}.")
    wrong = [*(fault for room in found for fault in faults(room)), *clashes(found)]
    for fault in wrong:
        print(fault)
    return 1 if wrong and asked.check else 0


if __name__ == "__main__":
    sys.exit(main())

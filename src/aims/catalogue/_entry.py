"""Reading one mapping of a catalogue file, field by field, so that every slip gets a sentence of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from aims.catalogue._refusal import FrameworkRefused, Steps, read_yaml, refuse
from aims.catalogue._words import Bilingual


class Entry:
    """A mapping at a place in a file; `close()` refuses whatever nobody asked for."""

    def __init__(self, file: Path, steps: Steps, fields: object) -> None:
        self.file = file
        self.steps = steps
        if not isinstance(fields, dict):
            raise self.fault(None, "a set of named fields is expected here", "此处应为一组带名称的字段")
        self._fields: dict[object, object] = fields
        self._asked: set[object] = set()

    @classmethod
    def of_file(cls, file: Path) -> Entry:
        return cls(file, (), read_yaml(file))

    def fault(self, key: str | None, en: str, zh: str) -> FrameworkRefused:
        steps = self.steps if key is None else (*self.steps, key)
        return refuse(self.file, steps, en + ".", zh + "。")

    def has(self, key: str) -> bool:
        return self._fields.get(key) is not None

    def names(self, key: str) -> bool:
        """Whether the field is written at all, be it empty."""
        return key in self._fields

    def within(self, key: str) -> Entry:
        return Entry(self.file, (*self.steps, key), self._take(key))

    def _take(self, key: str) -> object:
        self._asked.add(key)
        found = self._fields.get(key)
        if found is None:
            raise self.fault(key, f'"{key}" is missing; add it here', f"缺少“{key}”，请在此处补上")
        return found

    def text(self, key: str) -> str:
        found = self._take(key)
        if not isinstance(found, str):
            raise self.fault(
                key,
                f'"{key}" was read as a number or date, not as text; put it in quotes',
                f"“{key}”被读成了数字或日期而不是文本，请加上引号",
            )
        if not found.strip():
            raise self.fault(key, f'"{key}" is empty; write it or remove the field', f"“{key}”为空，请填写或删除该字段")
        return found

    def maybe_text(self, key: str) -> str | None:
        self._asked.add(key)
        return self.text(key) if self.has(key) else None

    def both(self, key: str) -> Bilingual:
        return self.within(key).as_bilingual()

    def maybe_both(self, key: str) -> Bilingual | None:
        self._asked.add(key)
        return self.both(key) if self.has(key) else None

    def as_bilingual(self) -> Bilingual:
        pair = Bilingual(self.text("en"), self.text("zh"))
        self.close()
        return pair

    def choice[Word: str](self, key: str, allowed: tuple[Word, ...]) -> Word:
        found = self.text(key)
        for word in allowed:
            if found == word:
                return word
        words = ", ".join(allowed)
        raise self.fault(
            key,
            f'"{key}" is "{found}"; write one of: {words}',
            f"“{key}”的值是“{found}”，请改为以下之一：{words}",
        )

    def date(self, key: str) -> dt.date:
        found = self._take(key)
        if isinstance(found, dt.date) and not isinstance(found, dt.datetime):
            return found
        try:
            return dt.date.fromisoformat(str(found))
        except ValueError:
            raise self.fault(
                key, f'"{key}" is not a date; write it as 2026-08-02', f"“{key}”不是日期，请写成2026-08-02的形式"
            ) from None

    def maybe_date(self, key: str) -> dt.date | None:
        self._asked.add(key)
        return self.date(key) if self.has(key) else None

    def flag(self, key: str) -> bool:
        found = self._take(key)
        if not isinstance(found, bool):
            raise self.fault(key, f'"{key}" must be true or false', f"“{key}”只能是true或false")
        return found

    def _rows(self, key: str) -> list[object]:
        self._asked.add(key)
        found = self._fields.get(key)
        if found is None:
            return []
        if not isinstance(found, list):
            raise self.fault(
                key, f'"{key}" must be a list (lines that begin with "-")', f"“{key}”应为列表（每行以“-”开头）"
            )
        return found

    def entries(self, key: str) -> tuple[Entry, ...]:
        return tuple(Entry(self.file, (*self.steps, key, n), row) for n, row in enumerate(self._rows(key)))

    def texts(self, key: str) -> tuple[str, ...]:
        rows = self._rows(key)
        for row in rows:
            if not isinstance(row, str):
                raise self.fault(
                    key, f'{row!r} in "{key}" is not text; put it in quotes', f"“{key}”中的{row!r}不是文本，请加上引号"
                )
        return tuple(str(row) for row in rows)

    def close(self) -> None:
        for key in self._fields:
            if key not in self._asked:
                raise self.fault(
                    str(key),
                    f'"{key}" is not a field of this place; correct or remove it',
                    f"此处没有“{key}”这个字段，请更正或删除",
                )

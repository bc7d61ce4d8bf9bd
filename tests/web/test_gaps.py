"""A gap as a line: what the reader may not see is not named, and the sentence stays a sentence."""

import datetime as dt
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.utils.translation import override

from aims.kernel.checks import Gap
from aims.web.panels import gaps


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "The competence of somebody as risk owner (a record that is not visible to you) ran out on 1 Feb 2026."),
        ("zh-hans", "某人担任risk owner的能力评定（一条你不可见的记录）已于2026年2月1日到期。"),
    ],
)
def test_a_hidden_record_hides_its_name_and_not_the_words_around_it(
    monkeypatch: pytest.MonkeyPatch, language: str, expected: str
) -> None:
    monkeypatch.setattr(gaps, "is_hidden", lambda *_given: True)
    asked: Any = SimpleNamespace(now=None, actor=None)
    told = {"person": "Lena Ong", "role": "risk owner", "ref": "COM-0007", "date": dt.date(2026, 2, 1)}
    with override(language):
        assert gaps.said(asked, Gap("competence_expired", None, told, uuid4())) == expected

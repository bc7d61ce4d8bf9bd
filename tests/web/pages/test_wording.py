"""Long texts beside each other: only the sentences that differ are marked."""

from aims.web.looks.parts import Text
from aims.web.panels.wording import beside


def test_only_the_new_sentence_is_marked() -> None:
    old, new = beside(Text("One. Two.\n三。四。", "en"), Text("One. Two. New.\n三。五。", "en"))
    assert [str(words).strip() for words, differs in old if differs] == ["四。"]
    assert [str(words).strip() for words, differs in new if differs] == ["New.", "五。"]
    assert "".join(str(words) for words, _differs in new) == "One. Two. New.\n三。五。"


def test_a_single_sentence_and_an_empty_text_are_left_whole() -> None:
    assert beside("draft", "approved") == ((), ())
    assert beside("", "One. Two.") == ((), ())

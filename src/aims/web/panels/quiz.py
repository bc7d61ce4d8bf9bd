"""The questions of a course as a form, wherever it is taken."""

from collections.abc import Sequence
from typing import Any

from django import forms


class QuizForm(forms.Form):
    """One choice a question."""

    def __init__(self, questions: Sequence[tuple[str, Sequence[str]]], *args: Any) -> None:
        super().__init__(*args)
        for n, (question, options) in enumerate(questions, 1):
            self.fields[f"q{n}"] = forms.ChoiceField(
                label=f"{n}. {question}",
                choices=[(str(at), said) for at, said in enumerate(options, 1)],
                widget=forms.RadioSelect,
            )

    @property
    def answers(self) -> list[int]:
        """The number of the chosen answer to each question."""
        return [int(self.cleaned_data[name]) for name in self.fields]

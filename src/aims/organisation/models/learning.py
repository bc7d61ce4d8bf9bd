"""Courses and who took them: awareness (ISO/IEC 42001, 7.3) and AI literacy (AI Act, Art. 4)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField
from aims.kernel.models import Person, Record, Unit, to_spine
from aims.organisation.fields import ROLES, Option, Question, QuizField, questions_of


class Course(Record):
    """What people must know, for whom, how often, and the questions that show it (7.3)."""

    record_ptr = to_spine()
    purpose = models.TextField(_("what for"))
    purpose_alt = models.TextField(_("what for, in the other language"), blank=True)
    roles = CodesField(_("for the roles"), codes=ROLES, help_text=_("None chosen: for everybody."))
    of_unit = models.ForeignKey(
        Unit,
        verbose_name=_("for the people of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("With the units below it; empty: of every unit."),
    )
    interval_months = models.PositiveSmallIntegerField(
        _("taken again after, in months"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    text = models.TextField(_("material"), blank=True)
    text_alt = models.TextField(_("material, in the other language"), blank=True)
    link = models.CharField(
        _("material elsewhere"), max_length=300, blank=True, help_text=_("An address, or where it lies.")
    )
    quiz = QuizField(
        _("questions"),
        help_text=_(
            "A line “topic | question | in the other language”, and under it the answers: “- wrong”, “* right”. "
            "Topics: policy, contribution, consequence, concern, subject. Which are right is shown only to those who "
            "may edit or approve the course."
        ),
    )
    pass_percent = models.PositiveSmallIntegerField(
        _("passed with, in percent"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    is_ai_literacy = models.BooleanField(_("serves AI literacy"), default=False, help_text=_("AI Act, Article 4."))

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def questions(self) -> tuple[Question, ...]:
        return questions_of(self.quiz)

    def questions_in(self, language: str) -> list[tuple[str, list[str]]]:
        """Each question with its answers, in `language` where it is written in it."""
        is_alt = language[:2] != self.lang[:2]

        def said(one: Question | Option) -> str:
            return one.alt if is_alt and one.alt else one.text

        return [(said(question), [said(option) for option in question.options]) for question in self.questions]

    def score(self, answers: list[int]) -> int:
        """The share of right answers, in whole percent; without questions all of it."""
        right = sum(one.right == given for one, given in zip(self.questions, answers, strict=True))
        return 100 * right // len(self.questions) if self.questions else 100


class Completion(Record):
    """That somebody took a course, with the score that their answers earned (7.3)."""

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: yourself."),
    )
    read_edition = models.PositiveIntegerField(
        _("version taken"), null=True, blank=True, help_text=_("Empty: the version that is in force.")
    )
    answers = models.CharField(
        _("answers"),
        max_length=200,
        blank=True,
        help_text=_("The numbers of the chosen answers, in order: 2 1 3. The score is kept, they are not."),
    )
    score = models.PositiveSmallIntegerField(_("score in percent"), default=0, editable=False)
    passed = models.BooleanField(_("passed"), default=False, editable=False)

    class Meta:
        verbose_name = _("completed course")
        verbose_name_plural = _("completed courses")

    @property
    def chosen(self) -> list[int]:
        """The numbers of the answers."""
        return [int(part) for part in self.answers.replace(",", " ").split() if part.isdecimal()]

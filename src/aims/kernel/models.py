"""The spine and the log: every record of every kind is one `Record` row, every change to it one `Event`."""

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from aims.lib.ids import uuid7
from aims.lib.language import language

from .fields import DoneOnField
from .spine import Guarded

LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
"""What the screens speak."""
WRITTEN_IN = [
    *LANGUAGES,
    ("ar", "العربية"),
    ("bg", "български"),
    ("cs", "čeština"),
    ("da", "dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("es", "español"),
    ("et", "eesti"),
    ("fi", "suomi"),
    ("fr", "français"),
    ("ga", "Gaeilge"),
    ("hr", "hrvatski"),
    ("hu", "magyar"),
    ("it", "italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "lietuvių"),
    ("lv", "latviešu"),
    ("mt", "Malti"),
    ("nb", "norsk"),
    ("nl", "Nederlands"),
    ("pl", "polski"),
    ("pt", "português"),
    ("ro", "română"),
    ("sk", "slovenčina"),
    ("sl", "slovenščina"),
    ("sv", "svenska"),
    ("zh-hant", "繁體中文"),
]
"""What the text of a record may be written in: a register from elsewhere keeps its own language."""


class Stamp(NamedTuple):
    """Which event an image of a record comes from."""

    seq: int
    at: dt.datetime
    actor: UUID | None
    action: str


class LinkImage(NamedTuple):
    """A link as a World sees it: to a record (`target`) or to a file (`digest`)."""

    relation: str
    target: UUID | None
    digest: str
    label: str


class Record(Guarded):
    """What all kinds share. Its `state` is what a person decided; what the clock decides is a standing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40, editable=False)
    ref = models.CharField(_("ref"), max_length=24, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=300)
    title_alt = models.CharField(_("title in the other language"), max_length=300, blank=True)
    lang = models.CharField(_("language of the text"), max_length=8, choices=WRITTEN_IN, default="en")
    unit = models.ForeignKey(
        "kernel.Unit", verbose_name=_("unit"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        "kernel.Person", verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    author = models.ForeignKey(
        "kernel.Person", verbose_name=_("author"), null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("state"), max_length=24, editable=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    in_force_version = models.PositiveIntegerField(_("version in force"), null=True, editable=False)
    pins = models.JSONField(default=dict, editable=False)
    change_is_significant = models.BooleanField(
        _("the change is significant"),
        default=True,
        help_text=_("What was approved upon the version before must then be looked at again."),
    )
    edition = models.PositiveIntegerField(default=0, editable=False)
    """How often a version was put in force: what people call “version 2” of a document."""
    significant_version = models.PositiveIntegerField(null=True, editable=False)
    """The last version put in force whose change was significant: what older pins are measured against."""
    review_due = models.DateField(_("review due"), null=True, blank=True)
    happened_on = DoneOnField(
        _("happened on"), null=True, blank=True, help_text=_("The day it took place, when it is entered later.")
    )
    attributes = models.JSONField(_("source attributes"), default=dict, blank=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), editable=False)

    # What a World adds when it restores an image; never set on a row that was fetched.
    stamp: Stamp
    links: tuple[LinkImage, ...]

    class Meta:
        indexes = [
            models.Index(fields=["kind", "-changed_at", "-id"], name="record_by_change"),
            models.Index(fields=["kind", "unit"], name="record_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.name}"

    @property
    def name(self) -> str:
        """The title in the language of the page, where the record has one."""
        return self.title_in(language())

    def title_in(self, language: str) -> str:
        return self.title_alt if self.title_alt and language[:2] != self.lang[:2] else self.title

    @property
    def name_lang(self) -> str:
        """The language that `name` is written in."""
        if language() == self.lang[:2] or not self.title_alt:
            return self.lang
        return next(code for code, _name in LANGUAGES if code != self.lang)

    @property
    def gone_since(self) -> str:
        """The day from which the register that an import took it from holds it no more, or nothing."""
        return str(self.attributes.get("source", {}).get("gone_since", ""))

    @property
    def is_in_force(self) -> bool:
        return self.in_force_version is not None


def to_spine() -> "models.OneToOneField[Record, Record]":
    """The pointer to the spine, without the reverse name that would hide a field of the same name."""
    return models.OneToOneField(
        Record, primary_key=True, parent_link=True, on_delete=models.PROTECT, related_name="+", serialize=False
    )


def _name(record: Record) -> str:
    return record.name


name_of = lazy(_name, str)
"""The title of a record in the language of whoever reads it, for answers that are computed once and remembered."""


DEEPEST_UNIT = 20
"""How many levels units may lie below the organisation."""


class Unit(Record):
    """A part of the organisation. The one without a parent is the organisation itself."""

    record_ptr = to_spine()
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(_("code"), max_length=24, blank=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(parent=None),
                name="one_organisation",
                violation_error_message=_("There is one organisation already: say which unit this one is part of."),
            ),
        ]

    def clean(self) -> None:
        """A unit is not part of itself, however far round, and neither it nor one below it lies too deep."""
        seen, above = {self.pk}, self.parent_id
        while above is not None:
            if above in seen:
                raise ValidationError({"parent": _("A unit cannot be part of itself or of a unit below it.")})
            seen.add(above)
            above = Unit.objects.filter(pk=above).values_list("parent", flat=True).first()
        level, below = len(seen) - 1, [self.pk]
        while level <= DEEPEST_UNIT and (
            below := list(Unit.objects.filter(parent__in=below).values_list("pk", flat=True))
        ):
            level += 1
        if level > DEEPEST_UNIT:
            why = _("Units lie at most %(n)s levels below the organisation: choose one nearer to the top.")
            raise ValidationError({"parent": why % {"n": DEEPEST_UNIT}})


class Person(Record):
    """Somebody who acts, or a program that acts for somebody. Signing in is `user`; authority is an `Assignment`."""

    record_ptr = to_spine()

    class Sort(models.TextChoices):
        HUMAN = "human", _("person")
        SOFTWARE = "software", _("software")

    sort = models.CharField(_("sort"), max_length=8, choices=Sort.choices, default=Sort.HUMAN)
    email = models.EmailField(_("e-mail"), blank=True)
    position = models.CharField(_("position"), max_length=200, blank=True)
    position_alt = models.CharField(_("position in the other language"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGES, default="en")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")


class Assignment(Record):
    """A person holds a role in a unit and below, from one day until another (ISO/IEC 42001, 5.3 and A.3.2)."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=40)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    delegated_by = models.ForeignKey(
        Person,
        verbose_name=_("delegated by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Who holds the role and lets this person act in it until that day; it ends with theirs."),
    )

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="assignment_ends_after_start",
                violation_error_message=_("The assignment would end before it starts: change one of the two days."),
            )
        ]

    def covers(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class File(Guarded):
    """An attachment's content, kept once under its digest."""

    digest = models.CharField(primary_key=True, max_length=64, editable=False)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)


class Link(Guarded):
    """A relation from a record to another record, or to a file. Part of its source's image."""

    source = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=40)
    target = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "relation", "target"], name="one_link"),
            models.UniqueConstraint(fields=["source", "relation", "file"], name="one_attachment"),
            models.CheckConstraint(
                condition=Q(target=None, file__isnull=False) | Q(target__isnull=False, file=None),
                name="link_to_record_or_file",
            ),
        ]


class Event(Guarded):
    """The envelope of one change. Immutable: triggers of the database refuse UPDATE and DELETE."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    record = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    action = models.CharField(max_length=40)
    withheld = models.BooleanField(default=False)
    """Of a restricted kind: the envelope, which travels with every bundle, does not say who acted; the body does."""
    body_hash = models.CharField(max_length=64)
    leaf = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "version"], name="one_event_per_version")]
        indexes = [
            models.Index(fields=["record", "seq"], name="event_by_record"),
            models.Index(fields=["kind", "seq"], name="event_by_kind"),
            models.Index(fields=["at"], name="event_by_time"),
        ]


class EventBody(Guarded):
    """What changed: `{"reason", "signature", "after"}`, salted so that it can be erased and the tree still verify."""

    event = models.OneToOneField(
        Event, primary_key=True, db_column="seq", on_delete=models.PROTECT, related_name="body_row"
    )
    salt = models.BinaryField(max_length=32)
    body = models.JSONField()


class LogHead(Guarded):
    """One row: the last number given out. Its UPDATE makes writers wait, so no number is lost or comes late."""

    seq = models.BigIntegerField(default=0)
    at = models.DateTimeField()


class RefCounter(Guarded):
    """The last number of each ref prefix."""

    prefix = models.CharField(primary_key=True, max_length=8)
    last = models.PositiveIntegerField()


class ReactionDone(models.Model):
    """A reaction that was run for an event; the pair is unique, so it is run once."""

    reaction = models.CharField(max_length=80)
    seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reaction", "seq"], name="reaction_once")]

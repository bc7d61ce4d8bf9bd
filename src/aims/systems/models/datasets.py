"""Datasets: where they come from, by which right, about whom, how good, and what was done to them (A.4.3, A.7)."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField, DoneOnField
from aims.kernel.models import Person, Record, to_spine

from .suppliers import Supplier

USES = [
    ("training", _("training")),
    ("validation", _("validation")),
    ("testing", _("testing")),
    ("tuning", _("tuning")),
    ("retrieval", _("retrieval")),
    ("operation", _("operation")),
]
PERSONAL_DATA = [
    ("none", _("no personal data")),
    ("identity", _("identity and contact")),
    ("financial", _("money and credit")),
    ("behaviour", _("behaviour and use")),
    ("location", _("location")),
    ("employment", _("work and education")),
    ("children", _("children")),
    ("health", _("health")),
    ("biometric", _("biometric")),
    ("offences", _("offences and suspicion of them")),
    ("other_sensitive", _("other sensitive data")),
]


class Dataset(Record):
    """One version of a dataset that AI is developed, tested or run with (ISO/IEC 42001, A.4.3, A.7.2 to A.7.6)."""

    class Source(models.TextChoices):
        OWN = "own", _("our own")
        SUPPLIER = "supplier", _("a supplier")
        PUBLIC = "public", _("public")
        CUSTOMERS = "customers", _("customers")
        SYNTHETIC = "synthetic", _("made artificially")

    class Basis(models.TextChoices):
        NOT_PERSONAL = "not_personal", _("no personal data")
        CONTRACT = "contract", _("contract with the person")
        CONSENT = "consent", _("consent")
        LEGAL_DUTY = "legal_duty", _("a legal duty")
        LEGITIMATE_INTERESTS = "legitimate_interests", _("legitimate interests")
        PUBLIC_TASK = "public_task", _("a public task")
        OTHER = "other", _("other")

    class SecurityClass(models.TextChoices):
        PUBLIC = "public", _("public")
        INTERNAL = "internal", _("internal")
        CONFIDENTIAL = "confidential", _("confidential")
        SECRET = "secret", _("secret")

    class Preparation(models.TextChoices):
        NONE = "none", _("used as it came")
        PREPARED = "prepared", _("prepared")
        LABELLED = "labelled", _("prepared and labelled by people")

    record_ptr = to_spine()
    release = models.CharField(_("version of the data"), max_length=100, blank=True)
    uses = CodesField(_("used for"), codes=USES)
    purpose = models.TextField(_("purpose"), blank=True)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices, blank=True)
    supplier = models.ForeignKey(
        Supplier, verbose_name=_("supplier"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    provenance = models.TextField(
        _("provenance"), blank=True, help_text=_("From where, by which method, in which years.")
    )
    acquired_on = DoneOnField(_("obtained on"), null=True, blank=True)
    collector = models.ForeignKey(
        Person, verbose_name=_("collected by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("made from"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(
        _("digest"),
        max_length=100,
        blank=True,
        help_text=_("The SHA-256 of the file, or of the list of its files."),
    )
    rows = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    rights = models.TextField(
        _("rights"), blank=True, help_text=_("By which licence, contract or consent it may be used, and for what.")
    )
    lawful_basis = models.CharField(_("legal basis"), max_length=24, choices=Basis.choices, blank=True)
    personal_data = CodesField(
        _("personal data"), codes=PERSONAL_DATA, help_text=_("Its categories, or that there is none.")
    )
    persons_concerned = models.TextField(_("persons concerned"), blank=True)
    security_class = models.CharField(_("security class"), max_length=12, choices=SecurityClass.choices, blank=True)
    retained_until = models.DateField(_("kept until"), null=True, blank=True)
    restrictions = models.TextField(_("restrictions"), blank=True, help_text=_("What it must not be used for."))
    groups_represented = models.TextField(_("groups represented"), blank=True)
    groups_missing = models.TextField(
        _("groups missing"), blank=True, help_text=_("Who meets the system and is not, or hardly, in the data.")
    )
    preparation = models.CharField(_("preparation"), max_length=8, choices=Preparation.choices, blank=True)
    preparation_steps = models.TextField(_("what was done to it"), blank=True)
    preparation_why = models.TextField(_("why it was done"), blank=True)
    labelling_guideline = models.TextField(_("labelling guideline"), blank=True)

    class Meta:
        verbose_name = _("dataset")
        verbose_name_plural = _("datasets")

    def clean(self) -> None:
        """None is no category beside others, and what comes from a supplier names them."""
        if "none" in self.personal_data and len(self.personal_data) > 1:
            raise ValidationError({"personal_data": _("There is either no personal data or some: choose.")})
        if self.parent_id is not None and self.parent_id == self.pk:
            raise ValidationError({"parent": _("A dataset is not made from itself.")})

    @property
    def is_personal(self) -> bool:
        return bool(set(self.personal_data) - {"none"})


class QualityCriterion(Record):
    """What the quality of a dataset is measured by, and its limit, fixed before it is measured (A.7.4, A.7.6)."""

    class Measure(models.TextChoices):
        MISSING = "missing_percent", _("missing values, in percent")
        DUPLICATES = "duplicate_percent", _("duplicates, in percent")
        INVALID = "invalid_percent", _("values out of range, in percent")
        AGE = "age_days", _("age, in days")
        COVERAGE = "coverage_percent", _("coverage of a group, in percent")
        LABEL_AGREEMENT = "label_agreement_percent", _("agreement of a second labeller, in percent")
        OTHER = "other", _("other")

    class Direction(models.TextChoices):
        AT_MOST = "at_most", _("at most")
        AT_LEAST = "at_least", _("at least")

    dataset = models.ForeignKey(Dataset, verbose_name=_("dataset"), on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(_("what is measured"), max_length=24, choices=Measure.choices)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices)
    limit = models.DecimalField(_("limit"), max_digits=12, decimal_places=3)
    why = models.TextField(_("why this limit"), blank=True)

    class Meta:
        verbose_name = _("quality criterion")
        verbose_name_plural = _("quality criteria")

    def is_met_by(self, value: Decimal) -> bool:
        return value <= self.limit if self.direction == self.Direction.AT_MOST else value >= self.limit


class DatasetQuality(Record):
    """What was measured of a dataset on a day, by one criterion; said once (A.7.4)."""

    criterion = models.ForeignKey(
        QualityCriterion, verbose_name=_("criterion"), on_delete=models.PROTECT, related_name="+"
    )
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=3)
    method = models.TextField(_("method"), blank=True, help_text=_("How it was measured, on which part, by whom."))

    class Meta:
        verbose_name = _("quality measurement")
        verbose_name_plural = _("quality measurements")

"""What AI systems are made of and run on, what an agent may do, and which weaknesses are known (A.4.3 to A.4.5)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.models import Record, to_spine

from .suppliers import Supplier


class Component(Record):
    """A part of an AI system: a model, an agent, a prompt, a tool, the machines that it runs on (A.4.4, A.4.5)."""

    class Sort(models.TextChoices):
        MODEL = "model", _("model")
        AGENT = "agent", _("agent")
        PROMPT = "prompt", _("prompt")
        RETRIEVER = "retriever", _("retriever")
        EXPLAINER = "explainer", _("explainer")
        SERVICE = "service", _("service")
        TOOL = "tool", _("tool or library")
        COMPUTING = "computing", _("computing resource")
        OTHER = "other", _("other")

    class Origin(models.TextChoices):
        OWN = "own", _("made by us")
        SUPPLIER = "supplier", _("from a supplier")
        OPEN = "open", _("open source")

    class Autonomy(models.TextChoices):
        SUGGESTS = "suggests", _("suggests; a person does it")
        ASKS = "asks", _("acts when a person has approved that very act")
        VETO = "veto", _("acts; a person may stop it before")
        ALONE = "alone", _("acts alone; a person looks at it afterwards")

    LEARNING = frozenset({"model", "agent", "retriever", "service"})
    """Sorts that learned from data, or draw upon data."""

    record_ptr = to_spine()
    sort = models.CharField(_("sort"), max_length=12, choices=Sort.choices)
    release = models.CharField(_("version"), max_length=100, blank=True)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices, blank=True)
    supplier = models.ForeignKey(
        Supplier, verbose_name=_("supplier"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    supported_until = models.DateField(_("supported until"), null=True, blank=True)
    purl = models.CharField(
        _("package URL"),
        max_length=300,
        blank=True,
        help_text=_("For a library, its purl: known vulnerabilities are found by it."),
    )
    learning_unknown_why = models.TextField(
        _("why it is not known what it learned from"), blank=True, help_text=_("Only where no dataset can be linked.")
    )
    location = models.CharField(_("where it runs"), max_length=200, blank=True)
    capacity = models.TextField(_("capacity"), blank=True, help_text=_("What it needs, or gives, on the busiest day."))
    environment = models.TextField(
        _("effect on the environment"), blank=True, help_text=_("Energy and what else it uses, as far as it is known.")
    )
    autonomy = models.CharField(_("autonomy"), max_length=8, choices=Autonomy.choices, blank=True)
    limits = models.TextField(_("limits"), blank=True, help_text=_("Of an agent: what it must not do, and how often."))

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")

    def clean(self) -> None:
        """What comes from a supplier names them."""
        if self.origin == self.Origin.SUPPLIER and self.supplier_id is None:
            raise ValidationError({"supplier": _("Name the supplier that it comes from.")})

    @property
    def learns(self) -> bool:
        return self.sort in self.LEARNING


class AgentTool(Record):
    """What an agent can do: a tool that it may call, whether it acts by it, and who must agree (A.4.4)."""

    agent = models.ForeignKey(Component, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="+")
    what = models.TextField(_("what it does"))
    acts = models.BooleanField(
        _("acts"), default=False, help_text=_("It changes something in the world; without it, it only reads.")
    )
    needs_person = models.BooleanField(_("a person approves each call"), default=False)
    limit = models.CharField(_("limit"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("tool of an agent")
        verbose_name_plural = _("tools of agents")


class Vulnerability(Record):
    """A published weakness of the version of a component that we use, and what was done about it (A.4.4)."""

    class Severity(models.TextChoices):
        CRITICAL = "critical", _("critical")
        HIGH = "high", _("high")
        MEDIUM = "medium", _("medium")
        LOW = "low", _("low")
        UNKNOWN = "unknown", _("unknown")

    component = models.ForeignKey(Component, verbose_name=_("component"), on_delete=models.PROTECT, related_name="+")
    advisory = models.CharField(_("advisory"), max_length=100)
    aliases = models.CharField(_("also called"), max_length=300, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices, default=Severity.UNKNOWN)
    affected_release = models.CharField(_("version concerned"), max_length=100, blank=True)
    fixed_in = models.CharField(_("mended in version"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("vulnerability")
        verbose_name_plural = _("vulnerabilities")

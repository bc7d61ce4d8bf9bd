"""AI systems, and the word of each unit that its list of them is complete."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField, DoneOnField
from aims.kernel.models import Person, Record
from aims.systems import tier as tiers

AI_ROLES = [
    ("ai_provider", _("AI provider")),
    ("ai_producer", _("AI producer")),
    ("ai_customer", _("AI customer")),
    ("ai_user", _("AI user")),
    ("ai_partner", _("AI partner")),
    ("ai_subject", _("AI subject")),
    ("relevant_authority", _("relevant authority")),
]
"""Roles of ISO/IEC 22989:2022, 5.19: what the organisation does with the system."""
LEGAL_ROLES = [
    ("ai_act_provider", _("AI Act: provider")),
    ("ai_act_deployer", _("AI Act: deployer")),
    ("ai_act_importer", _("AI Act: importer")),
    ("ai_act_distributor", _("AI Act: distributor")),
    ("ai_act_authorised_representative", _("AI Act: authorised representative")),
    ("ai_act_product_manufacturer", _("AI Act: product manufacturer")),
    ("controller", _("data protection: controller")),
    ("joint_controller", _("data protection: joint controller")),
    ("processor", _("data protection: processor")),
    ("none", _("no legal role")),
]
"""What a law calls the organisation for this system. Never derived from the roles above, nor they from it."""
LOWER = [("medium", _("medium")), ("low", _("low"))]


class AISystem(Record):
    """An AI system that the organisation builds, provides or uses (ISO/IEC 42001, 4.1, 4.3, A.4.2, A.6, A.9.4)."""

    class Sort(models.TextChoices):
        PREDICTIVE = "predictive_analytics", _("prediction and analytics")
        GENERATIVE = "generative", _("generative")
        CHATBOT = "chatbot", _("chatbot")
        AUTONOMOUS = "autonomous_decision", _("autonomous decision")
        PLATFORM = "platform", _("platform")
        STAFF_TOOL = "staff_tool", _("bought-in tool that staff use")
        OTHER = "other", _("other")

    class Tier(models.TextChoices):
        HIGH = "high", _("high")
        MEDIUM = "medium", _("medium")
        LOW = "low", _("low")

    class Stage(models.TextChoices):
        INCEPTION = "inception", _("inception")
        DESIGN = "design_and_development", _("design and development")
        VERIFICATION = "verification_and_validation", _("verification and validation")
        DEPLOYMENT = "deployment", _("deployment")
        OPERATION = "operation_and_monitoring", _("operation and monitoring")
        CONTINUOUS_VALIDATION = "continuous_validation", _("continuous validation")
        RE_EVALUATION = "re_evaluation", _("re-evaluation")
        RETIREMENT = "retirement", _("retirement")

    class ScopeDecision(models.TextChoices):
        IN = "in", _("in scope")
        OUT = "out", _("out of scope")

    intended_use = models.TextField(_("intended use"), blank=True, help_text=_("What it is for, for whom, and where."))
    out_of_bounds_use = models.TextField(_("out-of-bounds use"), blank=True)
    sort = models.CharField(_("sort"), max_length=24, choices=Sort.choices, blank=True)
    tier = models.CharField(_("tier"), max_length=8, choices=Tier.choices, blank=True)
    tier_answers = CodesField(
        _("questions answered with yes"),
        codes=tiers.ANSWERS,
        help_text=_(
            "The seven questions of the tier; those left out are answered with no. Our proposal, in no standard."
        ),
    )
    tier_answered_on = DoneOnField(
        _("all seven answered on"), null=True, blank=True, help_text=_("From that day the tier follows the answers.")
    )
    lowered_tier = models.CharField(_("lower tier"), max_length=8, choices=LOWER, blank=True)
    lowered_from = models.CharField(max_length=8, blank=True, editable=False)
    """What the answers gave when it was set lower; where they give more now, that no longer counts."""
    life_cycle_stage = models.CharField(
        _("life-cycle stage when registered"),
        max_length=32,
        choices=Stage.choices,
        blank=True,
        help_text=_("As proposed, or as the register says that it comes from. Once it is taken in, its state tells."),
    )
    supplier = models.CharField(_("supplier"), max_length=300, blank=True)
    release = models.CharField(
        _("version of the system"),
        max_length=60,
        blank=True,
        help_text=_("As its makers call what runs, or what is to run next: 3.3.0."),
    )
    ai_roles = CodesField(_("our AI roles"), codes=AI_ROLES, help_text=_("As ISO/IEC 22989 names them."))
    ai_roles_why = models.TextField(_("why these AI roles"), blank=True)
    ai_roles_on = DoneOnField(_("AI roles determined on"), null=True, blank=True)
    legal_roles = CodesField(
        _("our legal roles"), codes=LEGAL_ROLES, help_text=_("As each law names them; not derived from the AI roles.")
    )
    legal_roles_why = models.TextField(_("why these legal roles"), blank=True)
    legal_roles_on = DoneOnField(_("legal roles determined on"), null=True, blank=True)
    scope_decision = models.CharField(_("in the scope"), max_length=4, choices=ScopeDecision.choices, blank=True)
    scope_why = models.TextField(_("why in or out of scope"), blank=True)
    resources = models.TextField(
        _("resources"), blank=True, help_text=_("Data, tooling, computing and people that its life cycle needs.")
    )

    final_decision = models.CharField(
        _("final decision"),
        max_length=300,
        blank=True,
        help_text=_("Which role or desk rules on what the system puts forward."),
    )
    final_decider = models.ForeignKey(
        Person,
        verbose_name=_("decided in the end by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("AI system")
        verbose_name_plural = _("AI systems")

    @property
    def is_developed(self) -> bool:
        """Whether we make it or give it to others: then what A.6 says of development is ours to do."""
        return bool({"ai_provider", "ai_producer"} & set(self.ai_roles))

    @property
    def is_in_scope(self) -> bool:
        """Everything is in scope until somebody decides otherwise."""
        return self.scope_decision != self.ScopeDecision.OUT

    @property
    def by_answers(self) -> "tiers.Reading | None":
        """What the seven answers give, or nothing while they are not given."""
        return tiers.read(self.tier_answers) if self.tier_answered_on else None

    @property
    def is_lowered(self) -> bool:
        """Whether another person set the tier lower than the answers give, and they give no more than they did then."""
        return bool(
            self.lowered_tier and self.by_answers and not tiers.is_lower(self.lowered_from, self.by_answers.tier)
        )

    def clean(self) -> None:
        """The tier follows the answers: raised freely, lowered by another person with a reason and not by an edit."""
        self._take_lowered_tier()
        if self.by_answers is None:
            self._keep_answers()
            return
        lowest = self.lowered_tier if self.is_lowered else self._reached()
        self.tier = self.tier or lowest
        if tiers.is_lower(self.tier, lowest):
            raise ValidationError(
                {
                    "tier": _(
                        "By the answers to the seven questions the tier is %(tier)s. Another person may set it "
                        "lower, with a reason: “Set a lower tier”."
                    )
                    % {"tier": self.Tier(lowest).label}
                }
            )

    def _reached(self) -> str:
        """The tier that the answers give, and none lower than before: who answers anew lowers nothing."""
        given = self.by_answers.tier if self.by_answers else ""
        row = AISystem.objects.filter(pk=self.pk, tier_answered_on__isnull=False).values_list("tier", flat=True)
        before = row.first() or ""
        return before if tiers.is_lower(given, before) else given

    def _keep_answers(self) -> None:
        """Without answers a tier is free: answers that could be taken back would bind nobody."""
        if AISystem.objects.filter(pk=self.pk, tier_answered_on__isnull=False).exists():
            raise ValidationError({"tier_answered_on": _("Answers are not taken back: give them anew.")})

    def _take_lowered_tier(self) -> None:
        """A lower tier that was just decided becomes the tier; one that was raised again since is forgotten."""
        if not self.lowered_tier:
            return
        before = AISystem.objects.filter(pk=self.pk).values_list("tier", "lowered_tier").first() or ("", "")
        if self.lowered_tier == before[1]:
            if tiers.is_lower(self.lowered_tier, self.tier):
                self.lowered_tier = self.lowered_from = ""
            return
        if not tiers.is_lower(self.lowered_tier, self.tier):
            raise ValidationError({"lowered_tier": _("This is not lower than the tier that it has.")})
        self.lowered_from = self.by_answers.tier if self.by_answers else self.tier
        self.tier = self.lowered_tier


def to_system() -> "models.ForeignKey[AISystem, AISystem]":
    """The system that a record of its life cycle is about."""
    return models.ForeignKey(AISystem, verbose_name=_("AI system"), on_delete=models.PROTECT, related_name="+")


def to_release() -> "models.CharField[str, str]":
    """The version of the system that a record speaks of."""
    return models.CharField(_("of the version"), max_length=60, help_text=_("As its makers call it: 3.3.0."))


class CompletenessAttestation(Record):
    """A named person says of a unit: these AI systems and no others (4.3, A.4.2). Said once; said anew each time."""

    statement = models.TextField(
        _("statement"), help_text=_("How you made sure: whom you asked, which lists you compared.")
    )
    systems_known = models.PositiveIntegerField(_("AI systems on the list"))
    campaign = models.ForeignKey(
        "systems.AttestationCampaign",
        verbose_name=_("campaign"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("completeness attestation")
        verbose_name_plural = _("completeness attestations")

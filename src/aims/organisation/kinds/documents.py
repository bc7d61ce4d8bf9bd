"""The kinds of 7.5: external documents, retention and disposal, access reviews, restore tests."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import FINAL, REVIEWED
from aims.organisation.models.documents import AccessReview, Disposal, ExternalDocument, RestoreTest, RetentionRule

_KEEPS = "create edit review retire reinstate"
_CARE = Section(_("Care"), ("owner", "unit", "review_due", "happened_on"))
_EVIDENCE = (Relation("evidence", _("evidence")),)

EXTERNAL_DOCUMENT = register(
    Kind(
        model=ExternalDocument,
        prefix="XDC",
        job="conformity",
        workflow=REVIEWED,
        sections=(
            Section(
                _("Document"),
                ("title", "title_alt", "lang", "issuer", "edition_used", "issued_on", "kept_where", "needed_by_whom"),
            ),
            _CARE,
        ),
        columns=("ref", "title", "issuer", "edition_used", "owner", "review_due", "state"),
        filters=("state", "owner"),
        grants={"aims_manager": _KEEPS, "document_controller": _KEEPS, "legal": _KEEPS, OWNER: "edit review"},
        relations=(Relation("needed_for", _("needed for")),),
        review_months=12,
        retention_years=10,
    )
)
RETENTION_RULE = register(
    Kind(
        model=RetentionRule,
        prefix="RET",
        job="conformity",
        workflow=REVIEWED,
        sections=(
            Section(_("Rule"), ("title", "title_alt", "lang", "prefixes", "years", "why", "disposal_how")),
            _CARE,
        ),
        columns=("ref", "title", "prefixes", "years", "owner", "review_due", "state"),
        filters=("state", "owner"),
        grants={"aims_manager": _KEEPS, "document_controller": _KEEPS, "legal": _KEEPS, OWNER: "edit review"},
        relations=(Relation("follows_from", _("follows from"), "obligation"),),
        review_months=12,
        retention_years=10,
    )
)
DISPOSAL = register(
    Kind(
        model=Disposal,
        prefix="DSP",
        job="conformity",
        workflow=FINAL,
        sections=(
            Section(_("What"), ("title", "title_alt", "lang", "what", "rule", "youngest_on", "early_why")),
            Section(_("How"), ("happened_on", "method", "witness", "unit")),
        ),
        columns=("ref", "title", "rule", "witness", "author", "happened_on", "state"),
        filters=("state", "rule"),
        grants=dict.fromkeys(("document_controller", "aims_manager", "operator"), "create retire"),
        relations=_EVIDENCE,
        retention_years=10,
    )
)
ACCESS_REVIEW = register(
    Kind(
        model=AccessReview,
        prefix="ACR",
        job="conformity",
        workflow=FINAL,
        sections=(
            Section(_("Review"), ("title", "title_alt", "lang", "scope", "accounts", "changes", "result")),
            Section(_("Trials"), ("tried", "refused", "sought", "found_in_time")),
            Section(_("Care"), ("happened_on", "unit")),
        ),
        columns=("ref", "title", "accounts", "result", "author", "happened_on", "state"),
        filters=("state", "result"),
        grants=dict.fromkeys(("security_lead", "document_controller", "aims_manager"), "create retire"),
        is_decision=True,
        relations=_EVIDENCE,
        retention_years=10,
    )
)
RESTORE_TEST = register(
    Kind(
        model=RestoreTest,
        prefix="RST",
        job="conformity",
        workflow=FINAL,
        sections=(
            Section(_("Test"), ("title", "title_alt", "lang", "backup_on", "restored_where", "compared")),
            Section(_("Result"), ("result", "minutes", "happened_on", "unit")),
        ),
        columns=("ref", "title", "backup_on", "result", "minutes", "author", "happened_on", "state"),
        filters=("state", "result"),
        grants=dict.fromkeys(("security_lead", "operator", "aims_manager"), "create retire"),
        relations=_EVIDENCE,
        retention_years=10,
    )
)

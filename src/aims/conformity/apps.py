"""The app of this room: it brings the kinds, the checks and the duties in."""

from django.apps import AppConfig


class ConformityConfig(AppConfig):
    name = "aims.conformity"
    label = "conformity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import (  # noqa: F401  registers kinds, checks and duties
            annex_a,
            changes,
            clause4,
            clause5,
            clause6,
            clause6_impact,
            clause6_risks,
            clause6_treatment,
            clause7,
            clause7_people,
            clause7_plans,
            clause7_records,
            clause8,
            clause8_controls,
            clause8_impact,
            clause8_risks,
            clause9_monitoring,
            clause10,
            duties,
            intake,
            kinds,
            statement,
        )

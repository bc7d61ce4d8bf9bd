from django.apps import AppConfig


class ImpactConfig(AppConfig):
    name = "aims.impact"
    label = "impact"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from aims.systems.readiness import also_needs

        from . import kinds, standing  # noqa: F401  registers the kind and the rules
        from .asking import ASKED_BEFORE, is_assessed

        also_needs(is_assessed, *ASKED_BEFORE)

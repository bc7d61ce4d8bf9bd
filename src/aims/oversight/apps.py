from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "aims.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import contest_duties, contest_reactions, erasing, kinds, reactions  # noqa: F401  registers kinds and rules

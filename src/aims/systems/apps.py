from django.apps import AppConfig


class SystemsConfig(AppConfig):
    name = "aims.systems"
    label = "systems"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import campaigns, duties, intake, kinds, reactions, supply_duties  # noqa: F401  registers the kinds and the rules

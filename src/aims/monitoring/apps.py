from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "aims.monitoring"
    label = "monitoring"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import duties, kinds, reactions, standing  # noqa: F401  registers the kinds and the rules

from django.apps import AppConfig


class LegalConfig(AppConfig):
    name = "aims.legal"
    label = "legal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import duties, kinds, standing  # noqa: F401  registers the kind and the rules

from django.apps import AppConfig


class SystemsConfig(AppConfig):
    name = "aims.systems"
    label = "systems"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import duties, kinds, reactions  # noqa: F401  registers them

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "aims.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import duties  # noqa: F401  registers the rules

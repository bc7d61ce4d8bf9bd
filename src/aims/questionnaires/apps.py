from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "aims.questionnaires"
    label = "questionnaires"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import kinds  # noqa: F401  registers the kinds

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "aims.organisation"
    label = "organisation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import (  # noqa: F401  registers them
            arrangements,
            authority,
            competence_duties,
            duties,
            kinds,
            promises,
            purposes,
            reactions,
            trajectory,
        )

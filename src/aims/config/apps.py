"""What happens once everything is loaded."""

import logging.config

import structlog
from django.apps import AppConfig
from django.conf import settings


class CompositionConfig(AppConfig):
    name = "aims.config"
    label = "composition"

    def ready(self) -> None:
        from aims import catalogue
        from aims.kernel.kinds import KINDS

        from .logs import PROCESSORS

        KINDS.close()
        catalogue.look_also_in(settings.HOME.home / "frameworks")
        logging.config.dictConfig(settings.LOGGING)
        structlog.configure(
            processors=[*PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
            logger_factory=structlog.stdlib.LoggerFactory(),
            wrapper_class=structlog.stdlib.BoundLogger,
            cache_logger_on_first_use=True,
        )

"""The application, for a WSGI server of your own choosing; `aims serve` brings its own."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aims.config.settings")
application = get_wsgi_application()

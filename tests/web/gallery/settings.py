"""Just enough Django to draw templates: no database, no views, no kernel."""

SECRET_KEY = "gallery"
INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx", "aims.web"]
ROOT_URLCONF = "tests.web.gallery.urls"
STATIC_URL = "/static/"
USE_TZ = True
TIME_ZONE = "Europe/Oslo"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": []},
    }
]

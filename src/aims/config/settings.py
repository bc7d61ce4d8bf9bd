"""The one settings file. What differs between installations is in `home.Home`."""

from pathlib import Path

from django.utils.csp import CSP

from .home import home
from .logs import logging_settings

HOME = home()
DEBUG = HOME.debug
SECRET_KEY = HOME.secret()
ALLOWED_HOSTS = HOME.allowed_hosts
DATABASES = {"default": HOME.database()}
AUTH_USER_MODEL = "accounts.User"
ROOT_URLCONF = "aims.config.urls"
WSGI_APPLICATION = "aims.config.wsgi.application"

ROOMS = [
    "kernel",
    "ledger",
    "exchange",
    "letters",
    "press",
    "telemetry",
    "organisation",
    "systems",
    "questionnaires",
    "legal",
    "risk",
    "impact",
    "monitoring",
    "oversight",
    "improvement",
    "conformity",
    "reports",
]
INSTALLED_APPS = [
    "aims.web",  # before allauth, so that its pages wear our templates
    "aims.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "aims.accounts",
    *(f"aims.{room}" for room in ROOMS),
    "aims.config",  # last: it closes the registry of kinds
]
MIDDLEWARE = [
    "aims.config.requests.Requests",
    "django.middleware.security.SecurityMiddleware",
    "aims.config.static.Static",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "aims.web.language.LanguageByAddress",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "aims.web.middleware.Presence",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "aims.web.language.languages",
                "aims.accounts.oidc.elsewhere",
            ]
        },
    }
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
TIME_ZONE = HOME.time_zone
USE_TZ = True
STATIC_URL = "/static/"
STORAGES = {"staticfiles": {"BACKEND": "aims.config.static.Hashed"}}
WHITENOISE_AUTOREFRESH = False
WHITENOISE_USE_FINDERS = True
LOCALE_PATHS = [Path(__file__).parents[1] / room / "locale" for room in ("config", "cli", "jobs")]  # the rest are apps
LOGGING_CONFIG = None  # structlog's, set up by `aims.config.apps`
LOGGING = logging_settings(debug=DEBUG)
MAILERS = {"default": HOME.mailer()}
CACHES = {
    "default": {  # how often somebody tried to sign in; the web processes share it
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME.home / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# Signing in: allauth. People are added by an administrator, never by themselves.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "aims.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]  # nobody signs up; without it sign-in asks no password
ACCOUNT_FORMS = {
    "login": "aims.accounts.forms.SignInForm",
    "reauthenticate": "aims.accounts.forms.ProveByPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = bool(HOME.mail_url)
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key", "login": "30/m/ip"}
ACCOUNT_USERNAME_MIN_LENGTH = 2
ALLAUTH_TRUSTED_PROXY_COUNT = HOME.proxies
MFA_ADAPTER = "aims.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_FORMS = {
    "authenticate": "aims.accounts.forms.SecondStepForm",
    "reauthenticate": "aims.accounts.forms.ProveByCodeForm",
    "activate_totp": "aims.accounts.forms.AppForm",
    "add_webauthn": "aims.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "aims.accounts.forms.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "OpenAIMS"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = HOME.host in ("127.0.0.1", "localhost") and not HOME.secure_cookies

# Signing in at the organisation's identity provider, where one is set.
SOCIALACCOUNT_ADAPTER = "aims.web.arrivals.Arrivals"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [HOME.provider()]}}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HOME.secure_cookies
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HOME.secure_cookies
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # the picture of a one-time-password key is made in the page
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}

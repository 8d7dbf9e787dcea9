"""The one settings file; every difference between machines comes from the environment.

README.md, "Configuration", lists the variables.
"""

import datetime as dt
import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str, default: str = "0") -> bool:
    value = os.environ.get(name, default).lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} is {value!r}: write 0 or 1")
    return value in {"1", "true", "yes"}


def _number(name: str, default: int) -> int:
    try:
        return int(os.environ.get(name, default))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not a whole number") from error


def _words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def _months(name: str, default: str) -> dict[str, int]:
    """Months by dimension, as in "weights=12,commercial-use=3"; a dimension that is left out keeps its default."""
    given = dict(pair.partition("=")[::2] for pair in [*default.split(","), *_words(name)])
    if unknown := given.keys() - {pair.partition("=")[0] for pair in default.split(",")}:
        raise ImproperlyConfigured(f"{name} names no dimension: {', '.join(sorted(unknown))}")
    if not all(months.isdigit() and 0 < int(months) <= 120 for months in given.values()):
        raise ImproperlyConfigured(f"{name}: write months from 1 to 120, as in {default!r}")
    return {dimension: int(months) for dimension, months in given.items()}


DEBUG = _flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. `make run` makes one for this machine; production needs its own."
    )
ALLOWED_HOSTS = _words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = _words("CSRF_TRUSTED_ORIGINS")
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = _flag("HTTPS", "1" if SITE_URL.startswith("https://") else "0")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "openness.apps.SignInsConfig",
    "openness",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "openness.pages.headers.permissions_policy",
    "openness.pages.headers.LanguageMiddleware",
    "openness.api.limits.bounded_bodies",
    "openness.pages.bodies.bounded_bodies",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "openness.urls"
WSGI_APPLICATION = "openness.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "openness.pages.context.site",
            ],
            "builtins": ["openness.templatetags.openness"],
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{BASE_DIR / 'var' / 'openness.sqlite3'}", conn_max_age=0, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    )
else:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": _number("DATABASE_POOL", 4)}
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False

VERIFY_MONTHS = _months("VERIFY_MONTHS", "weights=6,code=6,data=6,commercial-use=6")
ONE_PERSON_TEAM = _flag("ONE_PERSON_TEAM")  # whoever wrote an edit may also publish it

DATABASE_ROUTERS = ["openness.domain.history.routing.PastRouter"]
HISTORY_DIR = os.environ.get("HISTORY_DIR", str(BASE_DIR / "var" / "history"))
BULK_DIR = os.environ.get("BULK_DIR", str(BASE_DIR / "var" / "bulk"))
BULK_OWN_PROCESS = True  # no worker writes them; tests do, as no other process sees their database

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

SECOND_FACTOR = _flag("SECOND_FACTOR", "1")
if not (SECOND_FACTOR or DEBUG):
    raise ImproperlyConfigured("SECOND_FACTOR=0 is for DEBUG=1 only: a site that people reach needs the second factor")
OTP_TOTP_ISSUER = f"Openness {urlsplit(SITE_URL).hostname or ''}".strip()
OTP_TOTP_SYNC = False  # one step of drift at most; what was learned from a code typed late would shift the next ones

CLIENT_ADDRESS_HEADER = os.environ.get("CLIENT_ADDRESS_HEADER", "")
SIGN_IN_FAILURES = _number("SIGN_IN_FAILURES", 5)
SIGN_IN_LOG_DAYS = _number("SIGN_IN_LOG_DAYS", 180)
AXES_HANDLER = "openness.admin.guessing.Guesses"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_FAILURE_LIMIT = SIGN_IN_FAILURES
AXES_COOLOFF_TIME = dt.timedelta(minutes=_number("SIGN_IN_LOCK_MINUTES", 15))
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # while locked out nothing is looked at, counted or written
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ENABLE_ADMIN = False  # Django's own site; ours has openness.admin.audit
AXES_CLIENT_IP_CALLABLE = "openness.responding.client_address"
AXES_LOCKOUT_CALLABLE = "openness.admin.locked_out.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "code", "new_code", "csrfmiddlewaretoken"]
AXES_VERBOSE = False

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["openness.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

PAGE_STORE = _flag("PAGE_STORE", "1")
PAGE_STORE_MEGABYTES = _number("PAGE_STORE_MEGABYTES", 64)
PAGE_STORE_FRESH_SECONDS = 0.5

API_REQUESTS_PER_MINUTE = _number("API_REQUESTS_PER_MINUTE", 0)  # of one client, stored pages apart; 0: any number
API_LIMIT_FILE = os.environ.get("API_LIMIT_FILE", str(Path(HISTORY_DIR).with_name("requests.sqlite3")))
if API_REQUESTS_PER_MINUTE < 0:
    raise ImproperlyConfigured("API_REQUESTS_PER_MINUTE must be 0 or more")

REPORTS_PER_SENDER = _number("REPORTS_PER_SENDER", 10)  # an hour, like the next
REPORTS_PER_HOUR = _number("REPORTS_PER_HOUR", 100)
if min(REPORTS_PER_SENDER, REPORTS_PER_HOUR) < 1:
    raise ImproperlyConfigured("REPORTS_PER_SENDER and REPORTS_PER_HOUR must be 1 or more")

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"  # public pages never see a cookie
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # its other storage sets a cookie at /
SESSION_LONGEST = dt.timedelta(hours=_number("SESSION_HOURS", 8))
SESSION_IDLE = dt.timedelta(minutes=_number("SESSION_IDLE_MINUTES", 60))
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = _number("HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = _flag("HSTS_INCLUDE_SUBDOMAINS", "1")
    SECURE_HSTS_PRELOAD = _flag("HSTS_PRELOAD", "1")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOG_LEVEL = os.environ.get("LOG_LEVEL", "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"django": {"level": LOG_LEVEL}},
}

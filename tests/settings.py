"""The settings for tests: those of the site, whatever the shell holds, but quick.

DATABASE_URL is honoured (`make test` sets it for PostgreSQL); without it tests run on SQLite in memory.
"""

import os

_OF_A_SITE = (
    "ALLOWED_HOSTS",
    "API_LIMIT_FILE",
    "API_REQUESTS_PER_MINUTE",
    "CLIENT_ADDRESS_HEADER",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
    "HTTPS",
    "ONE_PERSON_TEAM",
    "PAGE_STORE",
    "REPORTS_PER_HOUR",
    "REPORTS_PER_SENDER",
    "SECOND_FACTOR",
    "SESSION_HOURS",
    "SESSION_IDLE_MINUTES",
    "SIGN_IN_FAILURES",
    "SIGN_IN_LOCK_MINUTES",
    "SIGN_IN_LOG_DAYS",
    "SITE_URL",
)
for _name in _OF_A_SITE:
    os.environ.pop(_name, None)
os.environ["SECRET_KEY"] = "only-for-tests"

from openness.settings import *  # noqa: E402, F403
from openness.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
BULK_OWN_PROCESS = False
HISTORY_DIR = BULK_DIR = os.devnull  # no folder: each test has its own, see tests/conftest.py
DATABASES["default"]["OPTIONS"].pop("pool", None)  # a pool would hold the test database open

"""The settings for tests: those of the site, whatever the shell holds, but quick.

DATABASE_URL is honoured (`make test` sets it for PostgreSQL); without it tests run on SQLite in memory.
"""

import os

_OF_A_SITE = ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DEBUG", "HTTPS", "PAGE_STORE", "SITE_URL")
for _name in _OF_A_SITE:
    os.environ.pop(_name, None)
os.environ["SECRET_KEY"] = "only-for-tests"

from openness.settings import *  # noqa: E402, F403
from openness.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
DATABASES["default"]["OPTIONS"].pop("pool", None)  # a pool would hold the test database open

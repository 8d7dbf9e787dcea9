"""The WSGI application: the page store, then Django."""

import os
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openness.settings")

application: Any = get_wsgi_application()
if settings.PAGE_STORE:
    from openness.publishing.front import Front
    from openness.publishing.store import PageStore

    application = Front(
        application,
        store=PageStore(max_bytes=settings.PAGE_STORE_MEGABYTES * 1_000_000),
        fresh_seconds=settings.PAGE_STORE_FRESH_SECONDS,
        secure_header=settings.SECURE_PROXY_SSL_HEADER,
    )

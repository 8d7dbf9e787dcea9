"""What `manage.py check --deploy` says about signing in."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def addresses_are_known(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Behind a proxy the address of a visitor stands in a header, and somebody has to say in which."""
    if not settings.HTTPS or settings.CLIENT_ADDRESS_HEADER:
        return []
    message = "CLIENT_ADDRESS_HEADER is not set: behind the proxy all visitors seem to have one address."
    hint = "Who guesses passwords would lock out everybody. Name the header in which the proxy puts the address."
    return [Warning(message, hint=hint, id="openness.W001")]

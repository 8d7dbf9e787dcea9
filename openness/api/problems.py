"""Errors as problem documents (RFC 9457)."""

import json
from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openness.api.cors import SHARED

MEDIA_TYPE = "application/problem+json"


def problem(
    *,
    status: int,
    title: str,
    detail: str,
    parameters: Mapping[str, str] = {},
    headers: Mapping[str, str] = {},
) -> HttpResponse:
    """A response that says what is wrong; `parameters` holds the fault of each parameter by its name in the address.

    The document has `type`, `status`, `title`, `detail`, and in `errors` a `parameter` and a `detail` for each fault.
    """
    document = {
        "type": "about:blank",
        "status": status,
        "title": title,
        "detail": detail,
        "errors": [{"parameter": name, "detail": fault} for name, fault in parameters.items()],
    }
    text = json.dumps(document, ensure_ascii=False)
    known = {**SHARED, "Content-Language": get_language() or "en", **headers}
    return HttpResponse(text, status=status, content_type=MEDIA_TYPE, headers=known)


class Fault(Exception):
    """What is wrong with a request: `status` 400 or 404, and the fault of each parameter by its name."""

    def __init__(self, status: int, parameters: Mapping[str, str]) -> None:
        super().__init__(dict(parameters))
        self.status, self.parameters = status, parameters


def fault_problem(fault: Fault) -> HttpResponse:
    """The response that tells `fault`."""
    if fault.status == 404:
        title, detail = _("Not found"), _("The address names something that is not in the catalogue.")
    else:
        title, detail = _("Bad request"), _("The address cannot be read as it stands.")
    return problem(status=fault.status, title=title, detail=detail, parameters=fault.parameters)

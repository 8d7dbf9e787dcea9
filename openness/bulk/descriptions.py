"""What describes the files: the schema of documents, and the data package."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.http import require_safe

from openness.bulk.origins import open_to_all
from openness.domain import revision
from openness.domain.bulk.keeping import written
from openness.domain.bulk.origin import address_of
from openness.domain.bulk.package import files_package
from openness.domain.bulk.schema import document_schema
from openness.publishing.marks import REVALIDATED, published


@open_to_all(languages="en")
@published()
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of documents; no query."""
    return _json(document_schema(address=address_of(name="data-schema")), "application/schema+json")


@open_to_all(languages="en")
@require_safe
def package(request: HttpRequest) -> HttpResponse:
    """The data package of all files; one query. Not kept: it tells size and hash of what has been written by now."""
    state = revision.current()
    response = _json(files_package(state=state, written=written(state=state)), "application/json")
    response["Cache-Control"] = REVALIDATED
    set_response_etag(response)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _json(value: Any, media_type: str) -> HttpResponse:
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(text, content_type=media_type)

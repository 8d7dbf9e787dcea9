"""The files themselves."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from openness.bulk.not_yet import come_again
from openness.bulk.origins import open_to_all
from openness.domain.bulk.files import File
from openness.domain.bulk.keeping import Opened
from openness.domain.bulk.ordering import NotYet, awaited
from openness.publishing.bodies import best_encoding
from openness.publishing.marks import REVALIDATED

_PIECE = 8 << 20
"""Bytes handed to the server at once. Granian has no `wsgi.file_wrapper`; it takes four pieces ahead of the reader and
then holds the worker's one thread: with pieces as large as this a slow reader of a file up to 32 MB holds nobody up."""

_PATIENCE_SECONDS = 2
"""How long after a file was begun one reader waits for it; who comes to the same worker meanwhile, waits as well."""


class _Download(FileResponse):
    block_size = _PIECE


@open_to_all(languages="de, en")
@require_safe
def download(request: HttpRequest, file: File) -> HttpResponseBase:
    """`file` with today's catalogue; one query where it is written already.

    It is written by another process when somebody first asks. One reader waits some seconds for it; all others are
    told to come again (503 with Retry-After), as after writing failed. Never the file of an earlier revision.
    """
    packed = best_encoding(request.headers.get("Accept-Encoding", ""), among=("gzip", "identity")) == "gzip"
    try:
        found = awaited(file=file, packed=packed, patience=_PATIENCE_SECONDS if request.method == "GET" else 0)
    except NotYet as not_yet:
        return come_again(request, file, not_yet)
    return _answer(request, file, found)


def _answer(request: HttpRequest, file: File, found: Opened) -> HttpResponseBase:
    headers = _headers(found)
    response: Any = _body(request, file, found)
    answer = get_conditional_response(
        request, etag=headers["ETag"], last_modified=int(found.modified), response=response
    )
    if answer not in (None, response):
        found.file.close()
        response = answer
    else:
        headers |= _headers_of_content(found)
    for name, value in headers.items():
        response[name] = value
    return response


def _body(request: HttpRequest, file: File, found: Opened) -> HttpResponseBase:
    if request.method != "HEAD":
        return _Download(found.file, as_attachment=True, filename=file.file_name, content_type=file.media_type)
    found.file.close()
    disposition = f'attachment; filename="{file.file_name}"'
    return HttpResponse(content_type=file.media_type, headers={"Content-Disposition": disposition})


def _headers(found: Opened) -> dict[str, str]:
    """What a 304 or a 412 says as well."""
    return {
        "ETag": f'"{found.digest[:32]}{"-gzip" if found.packed else ""}"',
        "Last-Modified": http_date(found.modified),
        "Cache-Control": REVALIDATED,
        "Vary": "Accept-Encoding",
    }


def _headers_of_content(found: Opened) -> dict[str, str]:
    packed = {"Content-Encoding": "gzip"} if found.packed else {}
    return {**packed, "Content-Length": str(found.size)}

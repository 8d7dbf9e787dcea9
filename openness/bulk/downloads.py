"""The files themselves."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from openness.bulk import OPEN_TO_ALL
from openness.domain.bulk.files import File
from openness.domain.bulk.keeping import Busy, Opened, opened
from openness.publishing.bodies import best_encoding
from openness.publishing.marks import REVALIDATED

_PIECE = 8 << 20
"""Bytes handed to the server at once. Granian takes four pieces ahead of the reader and then holds the worker's one
thread: with pieces as large as this a slow reader of a file up to 32 MB holds nobody up."""

_RETRY_SECONDS = 5


class _Download(FileResponse):
    block_size = _PIECE


@require_safe
def download(request: HttpRequest, file: File) -> HttpResponseBase:
    """`file` with today's catalogue; one query where it is written already.

    The first reader of a revision waits until it is written, others at the same time with them, for some seconds:
    then they are told to come again (503 with Retry-After). Never the file of an earlier revision.
    """
    packed = best_encoding(request.headers.get("Accept-Encoding", ""), among=("gzip", "identity")) == "gzip"
    try:
        found = opened(file=file, packed=packed)
    except Busy:
        return _come_again()
    return _answer(request, file, found)


def _answer(request: HttpRequest, file: File, found: Opened) -> HttpResponseBase:
    etag = f'"{found.digest[:32]}{"-gzip" if found.packed else ""}"'
    response: Any = _body(request, file, found)
    for name, value in _headers(found, etag).items():
        response[name] = value
    patch_vary_headers(response, ["Accept-Encoding"])
    answer = get_conditional_response(request, etag=etag, last_modified=int(found.modified), response=response)
    if answer is None or answer is response:
        return response
    found.file.close()
    for name, value in OPEN_TO_ALL.items():
        answer[name] = value
    return answer


def _body(request: HttpRequest, file: File, found: Opened) -> HttpResponseBase:
    if request.method != "HEAD":
        return _Download(found.file, as_attachment=True, filename=file.file_name, content_type=file.media_type)
    found.file.close()
    disposition = f'attachment; filename="{file.file_name}"'
    return HttpResponse(content_type=file.media_type, headers={"Content-Disposition": disposition})


def _headers(found: Opened, etag: str) -> dict[str, str]:
    """What stands at the head of the file; it is in both languages, so it does not vary with the reader's."""
    packed = {"Content-Encoding": "gzip"} if found.packed else {}
    return {
        **OPEN_TO_ALL,
        **packed,
        "Content-Language": "de, en",
        "Content-Length": str(found.size),
        "ETag": etag,
        "Last-Modified": http_date(found.modified),
        "Cache-Control": REVALIDATED,
    }


def _come_again() -> HttpResponse:
    text = "This file is being written. Please come again in some seconds.\n"
    headers = {**OPEN_TO_ALL, "Retry-After": str(_RETRY_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=503, headers=headers)

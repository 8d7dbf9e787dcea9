"""What a mark says of a view's page: how long others may keep it, and whether we do."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from openness.publishing.marks import EMBEDDED, ENVIRON_KEY, Note, View, not_kept, published
from openness.publishing.reads import Reads


def answer(view: View, note: Note | None = None) -> HttpResponse:
    """What `view` answers, before the front where there is a `note` to take."""
    request = RequestFactory().get("/")
    if note is not None:
        request.META[ENVIRON_KEY] = note
    return view(request)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("found")


def fault(request: HttpRequest) -> HttpResponse:
    return HttpResponse("wrong", status=400)


def pinned(request: HttpRequest) -> HttpResponse:
    return HttpResponse("of that day", headers={"Cache-Control": "public, immutable"})


@pytest.mark.parametrize(
    ("view", "cache", "told"),
    [
        (page, {}, "public, no-cache"),
        (page, {"cache": EMBEDDED}, EMBEDDED),
        (pinned, {"cache": EMBEDDED}, "public, immutable"),
        (fault, {"cache": EMBEDDED}, "public, no-cache"),
    ],
)
def test_cache_control_is_that_of_the_response_else_of_the_mark_and_of_no_fault(view, cache, told):
    assert answer(published(**cache)(view))["Cache-Control"] == told


def test_cache_control_does_not_depend_on_the_front():
    view = published(cache=EMBEDDED)(page)

    assert answer(view, Note())["Cache-Control"] == answer(view)["Cache-Control"]


@pytest.mark.parametrize(("endless", "keep"), [(True, False), (False, True)])
def test_page_of_one_of_endless_addresses_is_not_kept(endless, keep):
    note = Note()

    answer(published("q")(lambda request: not_kept(page(request), when=endless)), note)

    assert note == Note(reads=Reads({"q": False}), keep=keep)


def test_fault_is_not_published():
    note = Note()

    answer(published("q")(fault), note)

    assert note == Note()

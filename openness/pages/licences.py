"""Pages about licences: all as a matrix, one with its terms, and some beside each other."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from openness.domain import licence_comparison, licence_matrix, profiles
from openness.domain.licence_comparison import LicenceComparison
from openness.domain.licence_matrix import Matrix
from openness.models import Licence
from openness.pages import structured
from openness.publishing.days import PARAMETER, on_its_day
from openness.publishing.marks import not_kept, published
from openness.responding import missing_is_404, other_languages

Pairs = Iterable[tuple[str, str]]


@published(*licence_matrix.PARAMETERS, PARAMETER)
@on_its_day
def licences(request: HttpRequest) -> HttpResponse:
    """All licences by subject, filtered."""
    matrix = licence_matrix.licence_matrix(parameters=dict(request.GET.lists()))
    context = {
        "matrix": matrix,
        "faults": matrix.query.faults,
        "structured": structured.licence_list(matrix=matrix),
        "typed": {name: request.GET.get(name, "").strip() for name in licence_matrix.PARAMETERS},
        "links": _matrix_links(matrix),
        "other_languages": other_languages(_address("licences", matrix.query.pairs)),
    }
    response = render(request, "pages/licences.html", context, status=400 if matrix.query.faults else 200)
    return not_kept(response, when=bool(matrix.query.q))


def _matrix_links(matrix: Matrix) -> dict[str, Any]:
    """The addresses that the matrix offers: this view, with one value less, by each subject, by what is said of it."""
    pairs = matrix.query.pairs
    other_effect = [pair for pair in pairs if pair[0] != "effect"]
    other_subject = [pair for pair in pairs if pair[0] not in ("subject", "effect")]
    return {
        "self": _address("licences", pairs),
        "all": _address("licences", ()),
        "without": [(*pair, _label(matrix, *pair), _address("licences", _without(pairs, pair))) for pair in pairs],
        "subjects": {
            subject: _address("licences", [*other_subject, ("subject", subject)]) for subject in licence_matrix.SUBJECTS
        },
        "effects": {
            choice.value: _address("licences", [*other_effect, ("effect", choice.value)])
            for choice in matrix.facets["effect"].choices
        },
    }


def _label(matrix: Matrix, name: str, value: str) -> str:
    choices = matrix.facets[name].choices if name in matrix.facets else ()
    return next((choice.label for choice in choices if choice.value == value), value)


def _without(pairs: Pairs, gone: tuple[str, str]) -> Pairs:
    """`pairs` without one; what is said of a subject goes with it."""
    also = "effect" if gone[0] == "subject" else None
    return [pair for pair in pairs if pair != gone and pair[0] != also]


@published(PARAMETER)
@on_its_day
def licence(request: HttpRequest, slug: str) -> HttpResponse:
    """One licence: terms, models, versions."""
    with missing_is_404(Licence.DoesNotExist):
        profile = profiles.licence_profile(slug=slug)
    beside = [*profile.earlier[-1:], profile.licence], [profile.licence, *profile.later[:1]]
    context = {
        "profile": profile,
        "names": profiles.dimension_names(),
        "compare": {name: _comparison(pair) for name, pair in zip(("earlier", "later"), beside, strict=True)},
        "compare_with": _comparison([profile.licence]),
        "structured": structured.licence(profile=profile),
    }
    return render(request, "pages/licence.html", context)


@published(*licence_comparison.PARAMETERS, PARAMETER, ordered=("licence",))
@on_its_day
def compare_licences(request: HttpRequest) -> HttpResponse:
    """Two to six licences, subject by subject; with fewer, a way to choose them."""
    found = licence_comparison.compare_licences(parameters=dict(request.GET.lists()))
    links = _comparison_links(found)
    context = {
        "found": found,
        "faults": found.faults,
        "structured": structured.licences_beside(licences=found.licences),
        "links": links,
        "other_languages": other_languages(links["self"]),
    }
    return render(request, "pages/licence_compare.html", context, status=400 if found.faults else 200)


def _comparison_links(found: LicenceComparison) -> dict[str, Any]:
    """The addresses that a comparison offers: this view with one thing changed, and others worth a look."""
    here, is_only = found.licences, found.is_only
    return {
        "self": _comparison(here, is_only=is_only),
        "all": _comparison(here),
        "only": _comparison(here, is_only=True),
        "turned": _comparison(here[::-1], is_only=is_only),
        "without": {one.slug: _comparison([other for other in here if other != one], is_only=is_only) for one in here},
        "versions": [
            (line[0], [(*pair, _comparison(pair)) for pair in pairwise(line)]) for line in found.suggestions.versions
        ],
        "others": [(licences, _comparison(licences)) for licences in found.suggestions.others],
    }


def _comparison(licences: Iterable[Licence], *, is_only: bool = False) -> str:
    pairs = [("licence", one.slug) for one in licences]
    return _address("licence-compare", [*pairs, *([("only", licence_comparison.ONLY)] if is_only else [])])


def _address(name: str, pairs: Pairs) -> str:
    query = urlencode(list(pairs))
    return reverse(name) + (f"?{query}" if query else "")

"""The catalogue as data: the whole, a part of it that a reader filtered, and how it changes."""

from collections.abc import Mapping

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from openness.choices import Dimension
from openness.domain.bulk.files import FILES
from openness.domain.comparison import Comparison
from openness.domain.history.changes import History, Publication
from openness.domain.overview import Overview
from openness.domain.revision import Revision
from openness.imprint import LICENCE_URL, absolute
from openness.linked_data import (
    Node,
    address,
    dataset,
    full_publisher,
    full_web_site,
    item_list,
    node,
    publisher,
)
from openness.pages.exports import WRITERS

_NAMED_FILTERS = 5


def home() -> list[Node]:
    """The site, who makes it, and what it publishes."""
    return [full_web_site(), full_publisher(), dataset()]


def about(*, overview: Overview, state: Revision) -> list[Node]:
    """The catalogue with all its files; `state` is its revision."""
    return [
        dataset(
            mainEntityOfPage=address("about"),
            version=str(state.number) if state.number else None,
            dateModified=localdate(state.changed_at).isoformat() if state.changed_at else None,
            temporalCoverage=f"{overview.first}/{overview.last}" if overview.first else None,
            inLanguage=["de", "en"],
            measurementTechnique=address("dimensions"),
            variableMeasured=[str(dimension.label) for dimension in Dimension],
            distribution=[
                node(
                    "DataDownload",
                    name=str(file.label),
                    description=str(file.about),
                    encodingFormat=file.media_type,
                    contentUrl=address(file.name),
                )
                for file in FILES
            ],
            keywords=[_("AI models"), _("openness"), _("licences"), _("training data"), _("commercial use")],
        )
    ]


def comparison(*, found: Comparison, here: str, files: Mapping[str, str]) -> list[Node]:
    """What a reader filtered as a part of the catalogue, with its `files` by format, and the models on this page."""
    if found.query.group == "vendor":
        vendors = [(row.name, address("vendor", row.slug)) for row in found.vendor_rows]
        return [item_list(name=_("Vendors"), items=vendors)] if vendors else []
    if not found.rows:
        return []
    models = [(row.name, address("model", row.slug)) for row in found.rows]
    first = (found.query.page - 1) * found.query.per_page + 1
    part = node(
        "Dataset",
        f"{absolute(here)}#dataset",
        name=_part_name(found),
        description=_(
            "AI models with their level of openness on weights, code, training data and commercial use, with licence, "
            "release and size, and the source and day behind every level."
        ),
        url=absolute(here),
        license=LICENCE_URL,
        creator=publisher(),
        isAccessibleForFree=True,
        isPartOf=dataset(),
        distribution=[
            node("DataDownload", name=name.upper(), encodingFormat=_media_type(name), contentUrl=absolute(path))
            for name, path in files.items()
        ],
    )
    return [part, item_list(name=_("AI models"), items=models, first=first, total=found.total)]


def _media_type(name: str) -> str:
    return WRITERS[name][1].partition(";")[0]


def _part_name(found: Comparison) -> str:
    chosen = [f"{facet.label}: {one.label}" for facet in found.facets for one in facet.choices if one.selected]
    if not chosen:
        return _("AI models compared")
    return _("AI models compared: %(filters)s") % {"filters": "; ".join(chosen[:_NAMED_FILTERS])}


def changes(*, history: History, here: str) -> list[Node]:
    """The publications on the page at the path `here`, with the records that each changed."""
    feed = node(
        "DataFeed",
        f"{absolute(here)}#changes",
        name=_("Changes of the catalogue"),
        description=_("Every published change of the catalogue: when, by whom, why, and what it changed."),
        url=absolute(here),
        license=LICENCE_URL,
        creator=publisher(),
        isPartOf=dataset(),
        dateModified=history.publications[0].at.isoformat() if history.publications else None,
        dataFeedElement=[_publication(one, absolute(here)) for one in history.publications],
    )
    return [feed]


def _publication(one: Publication, here: str) -> Node:
    return node(
        "DataFeedItem",
        name=_("Revision %(number)s") % {"number": one.revision},
        description=", ".join(entry.name for entry in one.entries),
        url=f"{here}#r{one.revision}",
        dateModified=one.at.isoformat(),
    )

"""Models, their levels, their vendors, and what is measured."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openness.choices import Availability, Covers, Level
from openness.domain.comparison import VendorRow
from openness.domain.evidence import Evidence
from openness.domain.profiles import DimensionProfile, ModelProfile, VendorProfile
from openness.linked_data import Node, address, breadcrumbs, item_list, node, publisher
from openness.models import Model, OpennessDimension, Vendor
from openness.pages.structured.licences import licence_node


def model(*, profile: ModelProfile) -> list[Node]:
    """The model as software, each of its levels as a review.

    A review names a level and gives its reason, and no rating: open is not better by so many points than closed.
    """
    found, here = profile.model, address("model", profile.model.slug)
    return [
        _software(
            found,
            alternateName=list(profile.aliases),
            mainEntityOfPage=here,
            description=str(found.summary),
            applicationCategory="DeveloperApplication",
            applicationSubCategory=_("AI model"),
            author=_vendor(found.vendor),
            datePublished=found.released,
            sameAs=found.repository,
            license=_licences(profile, Covers.WEIGHTS),
            usageInfo=_licences(profile, Covers.SERVICE),
            isBasedOn=[_software(base) for base in profile.bases[:1]],
            review=[
                _review(found, row, backing) for row, backing in profile.dimensions if backing and _is_known(backing)
            ],
            **_download(found),
        ),
        breadcrumbs(_comparison(), (found.vendor.name, address("vendor", found.vendor.slug)), (found.name, here)),
    ]


def evidence(*, model: Model, dimension: OpennessDimension, backing: Evidence | None) -> list[Node]:
    """One level as a review with its sources; nothing of it where the level is unknown."""
    here = address("evidence", model.slug, dimension.slug)
    way = breadcrumbs(_comparison(), (model.name, address("model", model.slug)), (str(dimension.name), here))
    if backing is None or not _is_known(backing):
        return [way]
    sources = [node("CreativeWork", name=one.title, url=one.url) for one in backing.sources]
    return [{**_review(model, dimension, backing), "itemReviewed": _software(model), "citation": sources}, way]


def models_beside(*, models: Sequence[Model]) -> list[Node]:
    """The models that stand side by side."""
    items = [(one.name, address("model", one.slug)) for one in models]
    way = breadcrumbs(_comparison(), (_("Models side by side"), address("compare-models")))
    return [*([item_list(name=_("Models side by side"), items=items)] if items else []), way]


def vendors(*, rows: Sequence[VendorRow]) -> list[Node]:
    """All vendors."""
    items = [(row.name, address("vendor", row.slug)) for row in rows]
    return [item_list(name=_("Vendors"), items=items)] if items else []


def vendor(*, profile: VendorProfile) -> list[Node]:
    """The vendor as an organisation, and its models."""
    found, here = profile.vendor, address("vendor", profile.vendor.slug)
    models = [(row.name, address("model", row.slug)) for row in profile.rows]
    country = node("PostalAddress", addressCountry=found.country)
    return [
        _vendor(found, mainEntityOfPage=here, description=str(found.summary), address=country),
        *([item_list(name=_("Models by %(vendor)s") % {"vendor": found.name}, items=models)] if models else []),
        breadcrumbs((_("Vendors"), address("vendors")), (found.name, here)),
    ]


def dimensions(*, profiles: Sequence[DimensionProfile]) -> list[Node]:
    """The dimensions as a set of terms, and the levels of each as another."""
    here = address("dimensions")
    terms = [_term(here, one.dimension) for one in profiles]
    whole = node(
        "DefinedTermSet", f"{here}#dimensions", name=_("Dimensions of openness"), url=here, hasDefinedTerm=terms
    )
    return [whole, *(_levels(here, one) for one in profiles)]


def _term(here: str, dimension: OpennessDimension) -> Node:
    return node(
        "DefinedTerm",
        name=str(dimension.name),
        termCode=dimension.slug,
        description=f"{dimension.question} {dimension.explanation}",
        url=f"{here}#{dimension.slug}",
    )


def _levels(here: str, profile: DimensionProfile) -> Node:
    dimension = profile.dimension
    place = f"{here}#{dimension.slug}"
    return node(
        "DefinedTermSet",
        name=_("Levels of openness: %(dimension)s") % {"dimension": dimension.name},
        url=place,
        hasDefinedTerm=[
            node("DefinedTerm", name=str(Level(level).label), termCode=level, description=str(means), url=place)
            for level, means, _number, _examples in profile.levels
        ],
    )


def _software(model: Model, **more: Any) -> Node:
    here = address("model", model.slug)
    return node("SoftwareApplication", f"{here}#model", name=model.name, url=here, **more)


def _vendor(vendor: Vendor, **more: Any) -> Node:
    here = address("vendor", vendor.slug)
    return node("Organization", f"{here}#vendor", name=vendor.name, url=here, sameAs=vendor.website, **more)


def _licences(profile: ModelProfile, covers: Covers) -> list[Node]:
    rows = [one.row for one in profile.coverages]
    return [licence_node(row.licence) for row in rows if row.covers == covers and row.valid_to is None]


def _download(model: Model) -> Mapping[str, Any]:
    """What can be had by anybody costs nothing; what a service costs is not recorded here."""
    if model.availability != Availability.DOWNLOADABLE:
        return {}
    offer = node("Offer", price=0, priceCurrency="EUR", url=model.repository)
    return {"isAccessibleForFree": True, "downloadUrl": model.repository, "offers": offer}


def _is_known(backing: Evidence) -> bool:
    return backing.level != Level.UNKNOWN


def _review(model: Model, dimension: OpennessDimension, backing: Evidence) -> Node:
    here = address("evidence", model.slug, dimension.slug)
    return node(
        "Review",
        f"{here}#level",
        name=f"{dimension.name}: {Level(backing.level).label}",
        reviewAspect=str(dimension.name),
        reviewBody=backing.text,
        url=here,
        inLanguage=get_language(),
        datePublished=backing.verified_on.isoformat() if backing.verified_on else None,
        author=publisher(),
    )


def _comparison() -> tuple[str, str]:
    return _("Compare AI models"), address("compare")

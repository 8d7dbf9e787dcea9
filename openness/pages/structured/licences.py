"""Licence texts and their terms."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from openness.domain.licence_matrix import Matrix
from openness.domain.profiles import LicenceProfile
from openness.linked_data import Node, address, breadcrumbs, item_list, node
from openness.models import Licence


def licence_node(licence: Licence, **more: Any) -> Node:
    """A licence text: our page about it, and where the text itself stands."""
    here = address("licence", licence.slug)
    return node("DigitalDocument", f"{here}#licence", name=licence.name, url=here, sameAs=licence.url, **more)


def licence(*, profile: LicenceProfile) -> list[Node]:
    """The text as a document with its terms in our words."""
    found, here = profile.licence, address("licence", profile.licence.slug)
    steward = node("Organization", name=found.steward) if found.steward else None
    short_name = found.short_name if found.short_name != found.name else ""
    return [
        licence_node(
            found,
            alternateName=short_name,
            identifier=found.spdx_id,
            version=found.version,
            datePublished=found.published_on.isoformat() if found.published_on else None,
            publisher=steward,
            abstract=str(found.summary),
            mainEntityOfPage=here,
            hasPart=list(_terms(profile, here)),
        ),
        breadcrumbs(_all(), (found.name, here)),
    ]


def licence_list(*, matrix: Matrix) -> list[Node]:
    """The licences that were found."""
    found = [row.licence for _kind, rows in matrix.groups for row in rows]
    return [_list(_("Licences"), found)] if found else []


def licences_beside(*, licences: Sequence[Licence]) -> list[Node]:
    """The licences that are compared, in the order of the comparison."""
    way = breadcrumbs(_all(), (_("Compare licences"), address("licence-compare")))
    return [*([_list(_("Compare licences"), licences)] if licences else []), way]


def _list(name: str, licences: Sequence[Licence]) -> Node:
    return item_list(name=name, items=[(one.name, address("licence", one.slug)) for one in licences])


def _terms(profile: LicenceProfile, here: str) -> Iterator[Node]:
    for _group, terms in profile.groups:
        for term in terms:
            yield node(
                "CreativeWork",
                name=f"{term.get_subject_display()}: {term.get_effect_display()}",
                identifier=term.locator,
                abstract=str(term.summary),
                url=f"{here}#{profile.anchors[term.pk]}",
            )


def _all() -> tuple[str, str]:
    return _("Licences"), address("licences")

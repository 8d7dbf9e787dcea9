"""On what a model may be used: all that an answer depends on, and no more.

Models with equal grounds get equal answers, so a hundred thousand models cost what their grounds cost. The
grounds of every model are stored with it, as one text, and written anew when it or a base of it changes.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from openness.choices import Availability, Covers, Modality
from openness.models import LicenceCoverage, Model, ModelModality, PermissionGrounds

_BATCH = 1000
_COLUMNS = "pk", "slug", "availability", "base_model__slug", "grounds"


@dataclass(frozen=True)
class Covering:
    """A licence that covers one part from a day up to (not including) a day; None is open-ended."""

    covers: Covers
    licence: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def holds(self, on: dt.date) -> bool:
        """Whether it covers that part on the day `on`."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Base:
    """A model below another, by slug, and what covers its weights."""

    model: str
    coverings: tuple[Covering, ...]


@dataclass(frozen=True)
class Grounds:
    """How a model can be had, what it can do, what covers its parts, and the bases below it, the nearest first."""

    availability: Availability
    modalities: frozenset[Modality]
    coverings: tuple[Covering, ...]
    bases: tuple[Base, ...]

    def as_text(self) -> str:
        """One line that holds all of it; equal grounds give equal texts."""
        value = [
            self.availability.value,
            sorted(modality.value for modality in self.modalities),
            [_plain(one) for one in self.coverings],
            [[base.model, [_plain(one) for one in base.coverings]] for base in self.bases],
        ]
        return json.dumps(value, separators=(",", ":"))


def from_text(text: str) -> Grounds:
    """The grounds that `as_text` wrote."""
    availability, modalities, coverings, bases = json.loads(text)
    return Grounds(
        Availability(availability),
        frozenset(map(Modality, modalities)),
        tuple(map(_covering, coverings)),
        tuple(Base(model, tuple(map(_covering, ones))) for model, ones in bases),
    )


def _plain(one: Covering) -> list[str | None]:
    days = [day.isoformat() if day else None for day in (one.valid_from, one.valid_to)]
    return [one.covers.value, one.licence, *days]


def _covering(value: list[Any]) -> Covering:
    covers, licence, *days = value
    return Covering(Covers(covers), licence, *(day and dt.date.fromisoformat(day) for day in days))


def refresh_grounds(*, slugs: Iterable[str] | None = None) -> None:
    """Write the grounds of all models, or of `slugs` and every model built on one of them.

    A constant number of queries, and one more for each thousand models that changed.
    """
    rows = {row["slug"]: row for row in Model.objects.values(*_COLUMNS)}
    wanted = set(rows) if slugs is None else _with_derivatives(set(slugs) & set(rows), rows)
    coverings, modalities = _coverings(), _modalities()
    texts = {slug: _grounds(slug, rows, coverings, modalities).as_text() for slug in wanted}
    keys = _keys(sorted(set(texts.values())))
    changed = [(slug, keys[text]) for slug, text in texts.items() if rows[slug]["grounds"] != keys[text]]
    models = [Model(pk=rows[slug]["pk"], grounds_id=key) for slug, key in changed]
    Model.objects.bulk_update(models, ["grounds"], batch_size=_BATCH)
    PermissionGrounds.objects.filter(models=None).delete()


def _keys(texts: Iterable[str]) -> dict[str, int]:
    """The key of each of `texts`, stored where it was not; unique by digest: a text can be too long for an index."""
    rows = [PermissionGrounds(text=text, digest=hashlib.sha256(text.encode()).hexdigest()) for text in texts]
    PermissionGrounds.objects.bulk_create(rows, ignore_conflicts=True)
    return dict(PermissionGrounds.objects.values_list("text", "pk"))


def _with_derivatives(slugs: set[str], rows: Mapping[str, Mapping[str, Any]]) -> set[str]:
    found, grew = set(slugs), True
    while grew:
        derived = {slug for slug, row in rows.items() if row["base_model__slug"] in found}
        grew = not derived <= found
        found |= derived
    return found


def _coverings() -> dict[str, list[Covering]]:
    found: dict[str, list[Covering]] = {}
    rows = LicenceCoverage.objects.order_by("covers", "valid_from", "licence__slug")
    for model, covers, *rest in rows.values_list("model__slug", "covers", "licence__slug", "valid_from", "valid_to"):
        found.setdefault(model, []).append(Covering(Covers(covers), *rest))
    return found


def _modalities() -> dict[str, set[Modality]]:
    found: dict[str, set[Modality]] = {}
    for model, modality in ModelModality.objects.values_list("model__slug", "modality"):
        found.setdefault(model, set()).add(Modality(modality))
    return found


def _grounds(
    slug: str,
    rows: Mapping[str, Mapping[str, Any]],
    coverings: Mapping[str, list[Covering]],
    modalities: Mapping[str, set[Modality]],
) -> Grounds:
    return Grounds(
        availability=Availability(rows[slug]["availability"]),
        modalities=frozenset(modalities.get(slug, ())),
        coverings=tuple(one for one in coverings.get(slug, ()) if one.covers != Covers.DATA),
        bases=tuple(
            Base(base, tuple(one for one in coverings.get(base, ()) if one.covers == Covers.WEIGHTS))
            for base in _bases(slug, rows)
        ),
    )


def _bases(slug: str, rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    found: list[str] = []
    base = rows[slug]["base_model__slug"]
    while base and base != slug and base not in found:
        found.append(base)
        base = rows[base]["base_model__slug"]
    return found

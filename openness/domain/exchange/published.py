"""The catalogue as readers may see it, record by record: what every outlet for programs hands out."""

import logging
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from openness.domain.documents import ModelDocument, full, validate
from openness.domain.exchange.loading import load
from openness.models import Article, Licence, Model, OpennessDimension, Vendor

Record = dict[str, Any]

_BATCH = 500
_log = logging.getLogger(__name__)


def _tables() -> dict[str, Any]:
    return {
        "vendor": Vendor.objects.all(),
        "dimension": OpennessDimension.objects.all(),
        "licence": Licence.objects.all(),
        "model": Model.objects.published(),
        "article": Article.objects.filter(published=True),
    }


def records(*, kind: str, slugs: Collection[str] | None = None) -> Iterator[Record]:
    """The published records of `kind` by slug, all of them or those of `slugs`: documents with every field filled.

    Models, articles and assessments that are not shown to readers are left out, and with them the field that says
    so. Days are texts, numbers numbers. In batches, so that memory stays flat; a constant number of queries for
    each. A stored record that the schema refuses is left out and logged.
    """
    shown = _tables()[kind].order_by("slug")
    if slugs is not None:
        shown = shown.filter(slug__in=slugs)
    batch = [""]
    while batch:
        batch = list(shown.filter(slug__gt=batch[-1]).values_list("slug", flat=True)[:_BATCH])
        yield from _records(kind, batch)
        batch = batch if len(batch) == _BATCH else []


def _records(kind: str, slugs: Collection[str]) -> Iterator[Record]:
    for value in load(kind=kind, slugs=slugs):
        record = record_of(value=value)
        if record is not None:
            yield record


def record_of(*, value: Mapping[str, Any]) -> Record | None:
    """The published record that the loaded `value` holds, None where the schema refuses it."""
    document = validate(value=dict(value))
    if isinstance(document, list):
        _log.error("%s/%s is not a valid document: %s", value.get("kind"), value.get("slug"), document)
        return None
    record = full(document=document)
    if isinstance(document, ModelDocument):
        shown = {name: entry for name, entry in record["assessments"].items() if entry.pop("published")}
        record["assessments"] = shown
    record.pop("published", None)
    return record

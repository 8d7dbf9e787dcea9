"""The catalogue as readers may see it, record by record: what every outlet for programs hands out."""

import logging
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import Exists, ExpressionWrapper, Q, Value
from django.db.models.fields import BooleanField

from openness.choices import Level
from openness.domain.documents import (
    ArticleDocument,
    AssessmentEntry,
    Document,
    ModelDocument,
    RowEntry,
    Text,
    full,
    validate,
)
from openness.domain.exchange.loading import load
from openness.models import Article, Licence, Model, OpennessDimension, Vendor

Record = dict[str, Any]
Unseen = Mapping[str, str | None]
"""The models that readers cannot see, each with what it is built on."""

WITHHELD = AssessmentEntry(
    level=Level.UNKNOWN,
    reason=Text(de="Nicht veröffentlicht.", en="Not published."),
    published=False,
)
"""Stands for an assessment that readers cannot see, where a document must have one."""

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

    Models, articles and assessments that are not shown to readers are left out, with them the field that says so and
    every reference to them: what is built on such a model is built on the next one below that is shown, and a row of
    an article's table that means no other is left out. Days are texts, numbers numbers. In batches, so that memory
    stays flat; a constant number of queries for each. A stored record that the schema refuses is left out and logged.
    """
    return (_as_record(document) for document in documents(kind=kind, slugs=slugs))


def documents(*, kind: str, slugs: Collection[str] | None = None) -> Iterator[Document]:
    """The same as documents that can be imported: in place of an assessment that is not shown stands `WITHHELD`."""
    shown = _tables()[kind].order_by("slug").annotate(names_unseen=_names_unseen(kind))
    if slugs is not None:
        shown = shown.filter(slug__in=slugs)
    last = ""
    while batch := list(shown.filter(slug__gt=last).values_list("slug", "names_unseen")[:_BATCH]):
        unseen = unseen_models() if any(names_unseen for _slug, names_unseen in batch) else {}
        yield from _documents(kind, [slug for slug, _names in batch], unseen)
        last = batch[-1][0]
        if len(batch) < _BATCH:
            return


def _names_unseen(kind: str) -> Any:
    """Whether a row may name a model that readers cannot see."""
    if kind == "model":
        return ExpressionWrapper(Q(base_model__published=False), output_field=BooleanField())
    return Exists(Model.objects.filter(published=False)) if kind == "article" else Value(False)


def unseen_models() -> dict[str, str | None]:
    """The models that readers cannot see, each with what it is built on; one query."""
    return dict(Model.objects.filter(published=False).values_list("slug", "base_model__slug"))


def _documents(kind: str, slugs: Collection[str], unseen: Unseen) -> Iterator[Document]:
    for value in load(kind=kind, slugs=slugs):
        document = _document(value)
        if document is not None:
            yield _as_seen(document, unseen)


def record_of(*, value: Mapping[str, Any], unseen: Unseen | None = None) -> Record | None:
    """The published record that the loaded `value` holds, None where the schema refuses it.

    References to the models `unseen` are left out.
    """
    document = _document(value)
    return None if document is None else _as_record(_as_seen(document, unseen or {}))


def _document(value: Mapping[str, Any]) -> Document | None:
    document = validate(value=dict(value))
    if isinstance(document, list):
        _log.error("%s/%s is not a valid document: %s", value.get("kind"), value.get("slug"), document)
        return None
    return document


def _as_record(document: Document) -> Record:
    record = full(document=document)
    if isinstance(document, ModelDocument):
        shown = {name: entry for name, entry in record["assessments"].items() if entry.pop("published")}
        record["assessments"] = shown
    record.pop("published", None)
    return record


def _as_seen(document: Document, unseen: Unseen) -> Document:
    match document:
        case ModelDocument():
            assessments = {name: one if one.published else WITHHELD for name, one in document.assessments.items()}
            base = _seen_base(document, unseen)
            return document.model_copy(update={"base_model": base, "assessments": assessments})
        case ArticleDocument() if unseen:
            rows = [row for row in (_seen_row(one, unseen) for one in document.rows) if row.models]
            claims = [one.model_copy(update={"models": _seen(one.models, unseen)}) for one in document.claims]
            return document.model_copy(update={"rows": rows, "claims": claims})
        case _:
            return document


def _seen_base(model: ModelDocument, unseen: Unseen) -> str | None:
    base = seen_base(base=model.base_model, unseen=unseen)
    return None if base == model.slug else base


def seen_base(*, base: str | None, unseen: Unseen) -> str | None:
    """`base`, or the next model below it that readers can see; None where there is none."""
    passed = set()
    while base is not None and base in unseen and base not in passed:
        passed.add(base)
        base = unseen[base]
    return None if base in passed else base


def _seen_row(row: RowEntry, unseen: Unseen) -> RowEntry:
    return row.model_copy(update={"models": _seen(row.models, unseen), "left_out": _seen(row.left_out, unseen)})


def _seen(slugs: list[str], unseen: Unseen) -> list[str]:
    return [slug for slug in slugs if slug not in unseen]

"""What the fields of documents mean, as msgids, and examples of records for the OpenAPI document."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_noop

FIELDS: Final[Mapping[str, str]] = {
    "slug": gettext_noop("The stable id, part of every address."),
    "vendor": gettext_noop("The slug of the vendor."),
    "country": gettext_noop("The country of its seat, by ISO 3166."),
    "family": gettext_noop("What siblings have in common: “Llama 3.1”."),
    "released": gettext_noop("The month of release, YYYY-MM."),
    "parameters": gettext_noop("Their number in billions; `active` in mixtures of experts."),
    "modalities": gettext_noop("What it takes in or gives out."),
    "availability": gettext_noop("How it can be had at all."),
    "base_model": gettext_noop("The model it was built on, whose limits it inherits."),
    "repository": gettext_noop("Where the vendor publishes it."),
    "aliases": gettext_noop("Other spellings of the name."),
    "licences": gettext_noop("Which licence covers which part, and when."),
    "covers": gettext_noop("The part that the licence covers; `service` where only the vendor runs the model."),
    "from": gettext_noop("The first day; null where it is not known."),
    "to": gettext_noop("The first day on which it no longer holds; null where there is none."),
    "assessments": gettext_noop("By dimension: the level, why, from which sources."),
    "level": gettext_noop("How open; `unknown` is no level of openness but says that nobody knows."),
    "verified_on": gettext_noop("The day on which somebody last checked it."),
    "locator": gettext_noop("The place in the source, as it numbers or names it."),
    "accessed_on": gettext_noop("The day on which the source was read."),
    "archive_url": gettext_noop("A copy that stays as it was read."),
    "licence_kind": gettext_noop("What sort of permission it is."),
    "spdx_id": gettext_noop("Its id on the SPDX list, else LicenseRef-…"),
    "osi_approved": gettext_noop("Whether the Open Source Initiative approved it."),
    "steward": gettext_noop("Who publishes the text."),
    "supersedes": gettext_noop("The version of the text before this one."),
    "terms": gettext_noop("Its permissions, conditions and limitations, clause by clause."),
    "subject": gettext_noop("What it is about."),
    "effect": gettext_noop("What it does to its subject."),
    "operator": gettext_noop("With `value` and `unit`: from what size of user on the clause applies."),
    "measured": gettext_noop("Whether the size is looked at at any time, or once, on `measured_on`."),
    "counts_affiliates": gettext_noop("Whether affiliates count towards the size."),
    "regions": gettext_noop("Where it applies; empty: everywhere."),
    "fields_of_use": gettext_noop("The uses it is about; empty: all."),
    "binds": gettext_noop("Whom it binds."),
    "exempts": gettext_noop("Whom or what it leaves out."),
    "position": gettext_noop("Its place in the order of dimensions."),
    "open": gettext_noop("What the level “open” means here."),
    "partial": gettext_noop("What the level “partial” means here."),
    "closed": gettext_noop("What the level “closed” means here."),
    "rows": gettext_noop("The article’s table: for each vendor, what it says on every dimension."),
    "left_out": gettext_noop("Models of the vendor that the article does not mean."),
    "claims": gettext_noop("What the article says, place by place."),
    "says": gettext_noop("What it says, in our own words."),
    "verdict": gettext_noop("How it holds against the evidence."),
    "correction": gettext_noop("What is right instead, or that it is right."),
    "checked_on": gettext_noop("The day on which it was checked."),
    "what": gettext_noop("What happened to the record."),
    "way": gettext_noop("By a proposal that a second person published, or by an import of files."),
    "differences": gettext_noop("Every field that changed, in words; empty where the record came or went."),
}
"""By the name of the field, wherever it stands."""

_LEVELS: Final = {"weights": "partial", "code": "partial", "data": "closed", "commercial-use": "partial"}
_PLACE: Final = {"licence": "llama-3.1-community", "part": "weights", "base": None}

RECORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Model": {"slug": "llama-3.1-8b", "name": "Llama 3.1 8B", "vendor": "meta", "levels": _LEVELS},
    "Vendor": {"slug": "meta", "name": "Meta", "country": "US"},
    "Licence": {"slug": "apache-2.0", "name": "Apache License 2.0", "osi_approved": True},
    "Dimension": {"slug": "weights", "name": {"de": "Gewichte", "en": "Weights"}},
    "Article": {"slug": "open-model-openai", "title": "Neues Open Model", "language": "de"},
    "Assessment": {"model": "llama-3.1-8b", "dimension": "data", "level": "closed", "verified_on": "2026-11-01"},
    "Claim": {"article": "open-model-openai", "slug": "c01", "verdict": "false"},
    "Permission": {
        "model": "llama-3.1-8b",
        "permission": "ask",
        "silences": [{**_PLACE, "subject": "hosting"}],
        "obstacles": [],
    },
    "Change": {"revision": 12, "at": "2026-11-01T09:30:00+00:00", "kind": "model", "slug": "gpt-4o", "what": "changed"},
}
"""For each kind of record, one as `fields` would leave it."""

LINKS: Final = {"first": "https://openness.example/api/v1/models", "next": None}
PROBLEM: Final = {
    "type": "about:blank",
    "status": 400,
    "title": "Bad request",
    "detail": "The address cannot be read as it stands.",
    "errors": [{"parameter": "released-from", "detail": "not a month: write YYYY-MM, as in 2024-07"}],
}

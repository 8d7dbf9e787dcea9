"""What the fields of documents mean, as msgids, and examples of records for the OpenAPI document."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_noop

from openness.imprint import ATTRIBUTION, LICENCE_SHORT, LICENCE_URL

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
}
"""By the name of the field, wherever it stands."""

FIELDS_OF: Final[Mapping[tuple[str, str], str]] = {
    ("CellEntry", "claims"): gettext_noop("The slugs of the claims that the cell rests on."),
    ("CellEntry", "level"): gettext_noop("The level that the article implies, whatever we found."),
    ("ClaimEntry", "dimension"): gettext_noop("The dimension it is about; null for none."),
    ("ClaimEntry", "level"): gettext_noop("The level that the claim implies, whatever we found; null for none."),
    ("ClaimEntry", "models"): gettext_noop("The slugs of the models it is about."),
    ("ClaimEntry", "vendor"): gettext_noop("The slug of the vendor it is about; null for none."),
    ("RowEntry", "models"): gettext_noop("The slugs of the models that the article means."),
    ("RowEntry", "subject"): gettext_noop("What the article speaks of in this row."),
    ("TermEntry", "locator"): gettext_noop("The clause, as the licence numbers it."),
    ("TermEntry", "modalities"): gettext_noop("The modalities it is about; empty: all."),
}
"""By component and field, where the name means something else than elsewhere."""

PARAMETERS: Final[Mapping[str, str]] = {
    "q": gettext_noop("With these words in name, aliases, family or vendor."),
    "weights": gettext_noop("With this level on the dimension weights."),
    "code": gettext_noop("With this level on the dimension code."),
    "data": gettext_noop("With this level on the dimension training data."),
    "commercial-use": gettext_noop("With this level on the dimension commercial use."),
    "vendor": gettext_noop("Of this vendor, by its slug."),
    "country": gettext_noop("Of vendors with their seat in this country, by ISO 3166."),
    "licence-kind": gettext_noop(
        "Under a licence of this kind: that of the weights, or of the service where the weights are not handed out."
    ),
    "osi": gettext_noop("Whether the Open Source Initiative approved the licence of the weights."),
    "licence": gettext_noop(
        "Under this licence, by its slug: that of the weights, or of the service where the weights are not handed out."
    ),
    "modality": gettext_noop("That take this in or give it out."),
    "permitted": gettext_noop("With this answer to the situation that the other parameters tell."),
    "model": gettext_noop("This model, by its slug."),
    "released-from": gettext_noop("Released in this month or later."),
    "released-to": gettext_noop("Released in this month or earlier."),
    "offering": gettext_noop("Of the situation: what is to be done with the model."),
    "use": gettext_noop("Of the situation: whether money is to be made."),
    "seat": gettext_noop("Of the situation: where the organisation has its seat, or the person lives."),
    "party": gettext_noop("Of the situation: who wants to use the model."),
    "mau": gettext_noop("Of the situation: monthly active users of all products of the group."),
    "revenue": gettext_noop("Of the situation: revenue of the whole group in a year, in whole units of `currency`."),
    "revenue-month": gettext_noop(
        "Of the situation: revenue of the whole group in the last month, in whole units of `currency`; no more than "
        "`revenue`."
    ),
    "currency": gettext_noop("Of the situation: the currency of `revenue` and `revenue-month`, `usd` unless told."),
    "uses": gettext_noop("Of the situation: a modality that is used."),
    "field": gettext_noop("Of the situation: a field of use that it touches on."),
    "on": gettext_noop(
        "Of the situation: the day it is answered for; without it the day of the catalogue’s last change."
    ),
}
"""What the filters and the questions of a situation mean, to those who write an address themselves."""

RECORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Model": {
        "slug": "llama-3.1-8b",
        "name": "Llama 3.1 8B",
        "vendor": "meta",
        "released": "2024-07",
        "parameters": {"total": 8, "active": None},
        "levels": {"weights": "partial", "code": "partial", "data": "closed", "commercial-use": "partial"},
    },
    "Vendor": {"slug": "meta", "name": "Meta", "country": "US"},
    "Licence": {
        "slug": "apache-2.0",
        "name": "Apache License 2.0",
        "licence_kind": "open-source",
        "spdx_id": "Apache-2.0",
        "osi_approved": True,
    },
    "Dimension": {"slug": "weights", "position": 10, "name": {"de": "Gewichte", "en": "Weights"}},
    "Article": {
        "slug": "open-model-openai",
        "title": "Neues Open Model – Macht OpenAI seine KI jetzt öffentlich?",
        "language": "de",
    },
    "Assessment": {
        "model": "llama-3.1-8b",
        "dimension": "data",
        "level": "closed",
        "verified_on": "2026-11-22",
    },
    "Claim": {
        "article": "open-model-openai",
        "slug": "c01",
        "vendor": "openai",
        "level": "partial",
        "verdict": "false",
    },
    "Permission": {"model": "llama-3.1-8b", "vendor": "meta", "permission": "yes-if", "silences": [], "obstacles": []},
    "Change": {
        "revision": 12,
        "at": "2026-11-23T09:30:00+00:00",
        "kind": "model",
        "slug": "gpt-4o",
        "name": "GPT-4o",
        "what": "changed",
        "way": "proposal",
    },
}
"""For each kind of record, one as `fields` would leave it."""

OF_LISTS: Final[Mapping[str, Any]] = {
    "total": 1,
    "links": {"first": "https://openness.example/api/v1/", "next": None},
}
"""What else an answer with one record holds."""

OF_PERMISSIONS: Final[Mapping[str, Any]] = {"situation": {"offering": ["product"]}, "answered_for": "2026-11-23"}
"""What else the answers to a situation hold."""

START: Final[Mapping[str, Any]] = {
    "revision": 12,
    "changed_at": "2026-11-23T09:30:00+00:00",
    "licence": {
        "name": LICENCE_SHORT,
        "url": LICENCE_URL,
        "attribution": ATTRIBUTION,
    },
    "links": {
        "self": "https://openness.example/api/v1/",
        "document": "https://openness.example/api/v1/openapi.json",
        "models": "https://openness.example/api/v1/models",
    },
}
PROBLEM: Final = {
    "type": "about:blank",
    "status": 400,
    "title": "Bad request",
    "detail": "The address cannot be read as it stands.",
    "errors": [{"parameter": "released-from", "detail": "not a month: write YYYY-MM, as in 2024-07"}],
}

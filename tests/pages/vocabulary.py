"""The part of schema.org (release 30) that the site speaks, as a JSON Schema.

Types, their properties and what each may hold are written from the vocabulary's own files; beside them stands what
search engines ask for (developers.google.com/search/docs/appearance/structured-data).
"""

from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_ADDRESS: Schema = {"type": "string", "pattern": r"^https?://[^\s]+$"}
_LANGUAGE: Schema = {"enum": ["de", "en"]}
_DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z))?)?$"}
_SPAN: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d/\d{4}-\d\d$"}
_WHOLE: Schema = {"type": "integer"}
_TRUE: Schema = {"const": True}


def _several(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


def _a(*kinds: str) -> Schema:
    """One thing of one of these types, or several."""
    return _several({"anyOf": [{"$ref": f"#/$defs/{kind}"} for kind in kinds]})


_THING = {
    "name": _TEXT,
    "alternateName": _several(_TEXT),
    "description": _TEXT,
    "identifier": _TEXT,
    "mainEntityOfPage": _ADDRESS,
    "potentialAction": _a("SearchAction"),
    "sameAs": _ADDRESS,
    "url": _ADDRESS,
}
_WORK = {
    **_THING,
    "abstract": _TEXT,
    "author": _a("Organization", "Person"),
    "citation": _a("CreativeWork"),
    "creator": _a("Organization"),
    "dateModified": _DAY,
    "datePublished": _DAY,
    "hasPart": _a("CreativeWork"),
    "headline": _TEXT,
    "inLanguage": _several(_LANGUAGE),
    "isAccessibleForFree": _TRUE,
    "isBasedOn": _a("SoftwareApplication"),
    "isPartOf": _a("WebSite", "Dataset"),
    "keywords": _several(_TEXT),
    "license": {"anyOf": [_ADDRESS, _a("DigitalDocument")]},
    "offers": _a("Offer"),
    "publisher": _a("Organization"),
    "review": _a("Review"),
    "temporalCoverage": _SPAN,
    "usageInfo": _a("DigitalDocument"),
    "version": _TEXT,
}
_SOFTWARE = {
    **_WORK,
    "applicationCategory": {"enum": ["DeveloperApplication", "UtilitiesApplication"]},
    "applicationSubCategory": _TEXT,
    "downloadUrl": _ADDRESS,
    "operatingSystem": _TEXT,
}
_REVIEW = {
    **_WORK,
    "itemReviewed": _a("SoftwareApplication", "Claim"),
    "reviewAspect": _TEXT,
    "reviewBody": _TEXT,
    "reviewRating": _a("Rating"),
}
_DATASET = {
    **_WORK,
    "distribution": _a("DataDownload"),
    "measurementTechnique": _ADDRESS,
    "variableMeasured": _several(_TEXT),
}
TYPES: dict[str, dict[str, Schema]] = {
    "AboutPage": _WORK,
    "BreadcrumbList": {**_THING, "itemListElement": _a("ListItem")},
    "Claim": {**_WORK, "appearance": _a("CreativeWork")},
    "ClaimReview": {**_REVIEW, "claimReviewed": _TEXT},
    "CollectionPage": _WORK,
    "CreativeWork": _WORK,
    "DataDownload": {**_WORK, "contentUrl": _ADDRESS, "encodingFormat": _TEXT},
    "DataFeed": {**_DATASET, "dataFeedElement": _a("DataFeedItem")},
    "DataFeedItem": {**_THING, "dateModified": _DAY},
    "Dataset": _DATASET,
    "DefinedTerm": {**_THING, "termCode": _TEXT},
    "DefinedTermSet": {**_WORK, "hasDefinedTerm": _a("DefinedTerm")},
    "DigitalDocument": _WORK,
    "EntryPoint": {**_THING, "urlTemplate": _ADDRESS},
    "ItemList": {**_THING, "itemListElement": _a("ListItem"), "numberOfItems": _WHOLE},
    "ItemPage": _WORK,
    "ListItem": {**_THING, "item": _ADDRESS, "position": _WHOLE},
    "Offer": {**_THING, "price": {"const": 0}, "priceCurrency": {"const": "EUR"}},
    "Organization": {**_THING, "address": _a("PostalAddress"), "logo": _ADDRESS},
    "Person": _THING,
    "PostalAddress": {**_THING, "addressCountry": {"type": "string", "pattern": "^[A-Z]{2}$"}},
    "Rating": {**_THING, "bestRating": _WHOLE, "ratingValue": _WHOLE, "worstRating": _WHOLE},
    "Review": _REVIEW,
    "SearchAction": {**_THING, "query-input": _TEXT, "target": _a("EntryPoint")},
    "SoftwareApplication": _SOFTWARE,
    "WebAPI": {**_THING, "documentation": _ADDRESS, "provider": _a("Organization"), "termsOfService": _ADDRESS},
    "WebApplication": _SOFTWARE,
    "WebPage": _WORK,
    "WebSite": _WORK,
}
"""What a thing of each type may say of itself; SearchAction's query-input is the one word that is Google's own."""

_ALWAYS = {
    "BreadcrumbList": ["itemListElement"],
    "ClaimReview": ["claimReviewed", "reviewRating", "url"],
    "DataDownload": ["contentUrl"],
    "Dataset": ["name", "description"],
    "DataFeed": ["name", "description"],
    "ItemList": ["itemListElement"],
    "ListItem": ["position", "name"],
    "Offer": ["price"],
    "Organization": ["name"],
    "Rating": ["ratingValue"],
    "Review": ["author"],
    "SoftwareApplication": ["name"],
    "WebApplication": ["name", "offers"],
}
_LENGTHS = {"Dataset": {"description": {"minLength": 50, "maxLength": 5000}}}


def _definition(kind: str) -> Schema:
    own: Schema = {
        "type": "object",
        "properties": {"@type": {"const": kind}, "@id": _ADDRESS, **TYPES[kind]},
        "required": ["@type", *_ALWAYS.get(kind, ())],
        "additionalProperties": False,
    }
    return {"allOf": [own, {"properties": _LENGTHS.get(kind, {})}]}


_DEFINITIONS = {kind: _definition(kind) for kind in TYPES}


def faults(node: dict[str, Any]) -> list[str]:
    """What schema.org, or a search engine, would not understand of `node`."""
    kind = node.get("@type")
    if kind not in TYPES:
        return [f"no such type: {kind}"]
    schema: Schema = {"$defs": _DEFINITIONS, "$ref": f"#/$defs/{kind}"}
    validator: Validator = Draft202012Validator(schema)
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(node)]

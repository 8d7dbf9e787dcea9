"""Django's admin, set up for the people who keep the catalogue true. A save obeys the rules of import."""

from openness.admin import (
    articles,
    assessments,
    audit,
    checks,
    dimensions,
    licences,
    models,
    proposals,
    reports,
    source_checks,
    sources,
    vendors,
)

__all__ = [
    "articles",
    "assessments",
    "audit",
    "checks",
    "dimensions",
    "licences",
    "models",
    "proposals",
    "reports",
    "source_checks",
    "sources",
    "vendors",
]

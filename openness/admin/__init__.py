"""Django's admin, set up for the people who keep the catalogue true. A save obeys the rules of import."""

from openness.admin import articles, assessments, dimensions, licences, models, sources, vendors

__all__ = ["articles", "assessments", "dimensions", "licences", "models", "sources", "vendors"]

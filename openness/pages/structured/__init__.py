"""What each page tells search engines and assistants of the things it is about (schema.org).

Each function returns the nodes that go with the node of the page itself (`linked_data.web_page`).
"""

from openness.pages.structured.claims import article, articles, cell
from openness.pages.structured.data import about, changes, comparison, home
from openness.pages.structured.licences import licence, licence_list, licences_beside
from openness.pages.structured.models import dimensions, evidence, model, models_beside, vendor, vendors
from openness.pages.structured.tools import may_i

__all__ = [
    "about",
    "article",
    "articles",
    "cell",
    "changes",
    "comparison",
    "dimensions",
    "evidence",
    "home",
    "licence",
    "licence_list",
    "licences_beside",
    "may_i",
    "model",
    "models_beside",
    "vendor",
    "vendors",
]

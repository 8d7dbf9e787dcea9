"""The headers by which pages of every site may read the API."""

from typing import Final

from openness.origins import open_to_all

SHARED: Final = open_to_all("ETag", "Link", "Retry-After")
"""On every response."""

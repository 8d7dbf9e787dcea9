"""Addresses of the files."""

from django.urls import URLPattern, URLResolver, path

from openness.bulk import descriptions, downloads
from openness.domain.bulk.files import FILES

patterns: list[URLPattern | URLResolver] = [
    path("data/schema/v1/document.json", descriptions.schema, name="data-schema"),
    path("data/datapackage.json", descriptions.package, name="data-package"),
    *(path(f"data/{file.file_name}", downloads.download, {"file": file}, name=file.name) for file in FILES),
]

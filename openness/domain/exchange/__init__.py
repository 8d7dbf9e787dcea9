"""Documents in and out of the database and of files."""

from openness.domain.exchange.checking import (
    Report,
    check,
    check_records,
    check_references,
    check_source,
    records_citing,
    stored_plainly,
    with_derivatives,
)
from openness.domain.exchange.exporting import export_documents, file_name
from openness.domain.exchange.importing import Imported, begin_history, import_documents
from openness.domain.exchange.loading import load
from openness.domain.exchange.published import documents, record_of, records

__all__ = [
    "Imported",
    "Report",
    "begin_history",
    "check",
    "check_records",
    "check_references",
    "check_source",
    "documents",
    "export_documents",
    "file_name",
    "import_documents",
    "load",
    "record_of",
    "records",
    "records_citing",
    "stored_plainly",
    "with_derivatives",
]

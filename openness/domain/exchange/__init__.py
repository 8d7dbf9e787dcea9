"""Documents in and out of the database and of files."""

from openness.domain.exchange.checking import Report, check, check_records, check_source, records_citing
from openness.domain.exchange.exporting import export_documents, file_name
from openness.domain.exchange.importing import Imported, import_documents
from openness.domain.exchange.loading import load

__all__ = [
    "Imported",
    "Report",
    "check",
    "check_records",
    "check_source",
    "export_documents",
    "file_name",
    "import_documents",
    "load",
    "records_citing",
]

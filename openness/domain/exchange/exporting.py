"""The database as files, the same bytes that import reads."""

from collections.abc import Iterator

from openness.domain.documents import Document, canonical, validate
from openness.domain.exchange.loading import KINDS, load
from openness.domain.faults import Fault, Refused
from openness.domain.rules import key_of
from openness.domain.yaml_text import write

_FOLDERS = {
    "vendor": "vendors",
    "dimension": "dimensions",
    "licence": "licences",
    "model": "models",
    "article": "articles",
}


def file_name(*, document: Document) -> str:
    """Where a document stands below the folder of fixtures: "models/gpt-4o.yaml"."""
    kind, slug = key_of(document=document)
    return f"{_FOLDERS[kind]}/{slug}.yaml"


def export_documents(*, kind: str | None = None) -> Iterator[tuple[str, str]]:
    """Yield (file name, text) of every stored document, of one `kind` or of all.

    Raises Refused where a stored record is not a valid document.
    """
    for one in [kind] if kind else KINDS:
        for value in load(kind=one):
            document = validate(value=value)
            if isinstance(document, list):
                record = f"{one}/{value['slug']}"
                raise Refused([Fault(record, 0, ".".join(map(str, path)), message) for path, message in document])
            yield file_name(document=document), write(value=canonical(document=document))

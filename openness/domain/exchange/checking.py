"""Is what is stored fit to be published?"""

from dataclasses import dataclass

from openness.domain.documents import Document, validate
from openness.domain.exchange.loading import KINDS, Value, load
from openness.domain.faults import Fault
from openness.domain.rules import Catalogue, findings
from openness.models import Assessment, Licence, Model, Source, Vendor


@dataclass(frozen=True)
class Report:
    """How much there is, and what is wrong with it."""

    vendors: int
    models: int
    licences: int
    assessments: int
    unknown: int
    sources: int
    faults: list[Fault]


def stored_catalogue(*, faults: list[Fault] | None = None) -> Catalogue:
    """Everything stored, as documents; what the schema refuses is left out, and named in `faults` if given."""
    catalogue = Catalogue()
    for kind in KINDS:
        for value in load(kind=kind):
            document = validate(value=value)
            if not isinstance(document, list):
                catalogue.add(document)
            elif faults is not None:
                faults += _schema_faults(value, document)
    return catalogue


def _schema_faults(value: Value, found: list[tuple[tuple[str | int, ...], str]]) -> list[Fault]:
    record = f"{value['kind']}/{value['slug']}"
    return [Fault(file=record, line=0, field=".".join(map(str, path)), message=message) for path, message in found]


def check() -> Report:
    """Count what is stored and find every fault in it."""
    faults: list[Fault] = []
    catalogue = stored_catalogue(faults=faults)
    for (kind, slug), path, message in findings(catalogue=catalogue):
        faults.append(Fault(file=f"{kind}/{slug}", line=0, field=".".join(map(str, path)), message=message))
    return Report(
        vendors=Vendor.objects.count(),
        models=Model.objects.count(),
        licences=Licence.objects.count(),
        assessments=Assessment.objects.count(),
        unknown=Assessment.objects.filter(level="unknown").count(),
        sources=Source.objects.count(),
        faults=sorted(faults),
    )


def check_records(*, records: set[tuple[str, str]]) -> list[Fault]:
    """What is wrong with the stored `records` of (kind, slug), and with those that depend on them."""
    report = check()
    mine = {f"{kind}/{slug}" for kind, slug in records}
    return [fault for fault in report.faults if fault.file in mine] or []


def document_of(*, kind: str, slug: str) -> Document | None:
    """The stored record as a document, None where it does not exist or is not valid."""
    for value in load(kind=kind, slugs=[slug]):
        document = validate(value=value)
        if not isinstance(document, list):
            return document
    return None

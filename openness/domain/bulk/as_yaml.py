"""The catalogue as YAML documents in a ZIP archive: import reads them, and stores what is published here."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from openness.choices import Dimension
from openness.domain.bulk.archives import add
from openness.domain.bulk.origin import origin
from openness.domain.documents import Document, ModelDocument, canonical
from openness.domain.exchange import check_records, documents, file_name, with_derivatives
from openness.domain.exchange.loading import KINDS
from openness.domain.exchange.published import WITHHELD
from openness.domain.revision import Revision
from openness.domain.rules import Key
from openness.domain.yaml_text import write as yaml_text
from openness.imprint import ATTRIBUTION, LICENCE_TITLE, LICENCE_URL
from openness.models import Model

_README = f"""# The catalogue of Openness as documents

One YAML document for each vendor, dimension, licence, model and article, as the site itself imports them.
`about.json` says which revision this is.

Data licence: {LICENCE_TITLE}, {LICENCE_URL}; name {ATTRIBUTION} as the source.

What readers of the site cannot see is not in here. Where a document must have an assessment that is not published,
it stands with `published: false`, the level `unknown` and no source. A model that was built on one that is not
published names the next one below that is; where its commercial-use level rests on the one that is left out, the rule
of import would refuse it, and it is left out as well: `about.json` names such models under `withheld`.
"""


def write(*, path: Path, state: Revision) -> None:
    """Write the archive to `path`, some hundred documents in memory at a time."""
    withheld = _resting_on_the_unseen()
    about = {**origin(state=state), "withheld": sorted(withheld)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        add(archive=archive, name="README.md", text=_README)
        add(archive=archive, name="about.json", text=json.dumps(about, indent=1) + "\n")
        for document in _all(withheld):
            add(
                archive=archive,
                name=file_name(document=document),
                text=yaml_text(value=canonical(document=document)),
            )


def _all(withheld: set[str]) -> Iterator[Document]:
    for kind in KINDS:
        for document in documents(kind=kind):
            if isinstance(document, ModelDocument) and document.slug in withheld:
                yield _without_commercial_use(document)
            else:
                yield document


def _without_commercial_use(model: ModelDocument) -> ModelDocument:
    return model.model_copy(update={"assessments": {**model.assessments, Dimension.COMMERCIAL_USE: WITHHELD}})


def _resting_on_the_unseen() -> set[str]:
    """The models whose commercial-use level does not follow from what is published; two queries where there is none."""
    unseen = Model.objects.filter(published=False, derivatives__isnull=False).values_list("slug", flat=True).distinct()
    derived = with_derivatives(models=unseen) - set(unseen) if unseen else set()
    seen: dict[Key, Document | None] = {
        ("model", document.slug): document
        for document in documents(kind="model", slugs=derived)
        if isinstance(document, ModelDocument)
    }
    faults = check_records(records=set(), proposed=seen) if seen else []
    level = f"assessments.{Dimension.COMMERCIAL_USE.value}.level"
    return {fault.file.removeprefix("model/") for fault in faults if fault.field == level}

"""Memory stays flat, however many models there are; bench/bulk.py measures 100,000."""

import gc
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from bench.growing import grow
from openness.domain import revision
from openness.domain.exchange import published
from openness.models import Model
from tests.documents import (
    assessment,
    assessments,
    catalogue,
    coverage,
    model,
    source,
    stored,
    text,
)
from tests.domain.bulk.files import WRITERS

pytestmark = pytest.mark.django_db

_FEW, _MANY = 50, 250
_KILOBYTES_A_MODEL = {"openness-yaml.zip": 1.0}
"""A ZIP archive remembers the name and place of each member until its end."""


@pytest.fixture
def ten_models(tmp_path: Path) -> None:
    """Ten models as large as real ones, and a licence."""
    sources = [source(url=f"https://example.org/{'x' * 60}/{number}") for number in range(3)]
    reasons = {name: assessment(reason=text("w" * 250), sources=sources) for name in assessments()}
    models = [
        model(f"m{number}", licences=[coverage(sources=sources)], assessments=reasons, aliases=["A", "B", "C"])
        for number in range(9)
    ]
    stored(tmp_path / "in", *catalogue(), *models)


@pytest.fixture
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer models at once, and none of them left lying about: what is measured is what is held."""
    load = published.load

    def tidy(**given: Any) -> list[Any]:
        gc.collect()
        return load(**given)

    monkeypatch.setattr(published, "_BATCH", 25)
    monkeypatch.setattr(published, "load", tidy)


def peak(name: str, folder: Path) -> float:
    """The most memory, in kilobytes, that writing the file takes."""
    path = folder / name
    path.unlink(missing_ok=True)
    tracemalloc.start()
    try:
        WRITERS[name](path=path, state=revision.current())
        return tracemalloc.get_traced_memory()[1] / 1000
    finally:
        tracemalloc.stop()


@pytest.mark.usefixtures("ten_models", "_small_batches")
@pytest.mark.parametrize("name", WRITERS)
def test_five_times_the_models_take_no_more_memory(name: str, tmp_path: Path) -> None:
    """A list of all records would take more than 4,000 kilobytes."""
    grow(to=_FEW)
    peak(name, tmp_path)
    few = peak(name, tmp_path)
    Model.objects.filter(slug__startswith="g").delete()
    grow(to=_MANY)

    many = peak(name, tmp_path)

    assert Model.objects.count() == _MANY
    assert many - few < 500 + _KILOBYTES_A_MODEL.get(name, 0) * (_MANY - _FEW), (few, many)

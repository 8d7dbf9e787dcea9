"""Two that start on an empty database at the same moment, as two containers do."""

from pathlib import Path

import pytest

from openness.domain import exchange, revision
from openness.models import Change
from tests.documents import NOW, catalogue, put
from tests.together import together


@pytest.mark.usefixtures("real_database")
def test_first_import_by_three_at_once_is_one_import(tmp_path: Path) -> None:
    files = put(tmp_path / "files", *catalogue())

    outcomes = together(*[lambda: exchange.import_documents(path=files, now=NOW)] * 3)

    assert sorted((len(one.written), one.unchanged) for one in outcomes) == [(0, 8), (0, 8), (8, 0)]
    assert revision.current() == revision.Revision(number=1, changed_at=NOW)
    assert Change.objects.count() == 8

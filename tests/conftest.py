"""What every test may use."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker, Settings

from openness.domain import exchange
from openness.domain.permissions import catalogue as permissions
from scripts import messages

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
E2E = Path(__file__).parent / "e2e"


def pytest_configure() -> None:
    """Texts are tested as the .po files have them now."""
    messages.compile_all()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests in a browser, and put them last.

    Playwright keeps an event loop running in the thread until the end of the session, and Django refuses
    database calls beside a loop.
    """
    for item in items:
        if E2E in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: E2E in item.path.parents)


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """No test leaves its language to the next."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _own_licences() -> Iterator[None]:
    """No test leaves the licences and grounds it read to the next, whose catalogue may be of the same revision."""
    yield
    permissions.forget()


@pytest.fixture(scope="session")
def _histories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders for past states of the catalogue, one after the other."""
    root = tmp_path_factory.mktemp("histories")
    return (root / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_history(_histories: Iterator[Path], settings: Settings) -> None:
    """No test leaves its past states of the catalogue to the next, whose catalogue may be of the same revision."""
    settings.HISTORY_DIR = next(_histories)


@pytest.fixture(autouse=True)
def _own_files(_histories: Iterator[Path], settings: Settings) -> None:
    """Nor the files of the whole catalogue."""
    settings.BULK_DIR = next(_histories)


@pytest.fixture(scope="module")
def full_catalogue(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The catalogue of fixtures/, for all tests of a module; they still need the `db` fixture or mark.

    Everything in the module sees it from the first test on that asks: put
    `pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_catalogue")]` at its head.
    It does not survive a test with `transaction=True`, which empties the database.
    """
    with django_db_blocker.unblock():
        exchange.import_documents(path=FIXTURES, now=timezone.now())
        yield
        call_command("flush", interactive=False, verbosity=0)

"""Taking a published change back is an edit like any other."""

import pytest

from openness.choices import ProposalState
from openness.domain.editing.publishing import publish
from openness.domain.editing.refusals import EditingRefused
from openness.domain.editing.restoring import restore
from openness.models import Change
from tests.documents import article, vendor
from tests.people import LATER, editor, kept, published, reviewer, stored, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_catalogue")]


def restored(change: Change) -> Change:
    """The change that taking back `change` makes, once it is published."""
    proposal = submitted(restore(change=change, by=editor(), now=LATER))
    [made] = publish(proposals=[proposal.pk], by=reviewer(), now=LATER)
    return made


def test_restore_proposes_what_was_before_as_a_draft() -> None:
    [change] = published(vendor(name="Acme Two"))

    proposal = restore(change=change, by=editor(), now=LATER)

    assert (proposal.state, proposal.base, proposal.document) == (
        ProposalState.DRAFT, kept(vendor(name="Acme Two")), kept(vendor()),
    )  # fmt: skip
    assert str(change.revision) in proposal.reason
    assert stored("vendor", "acme") == kept(vendor(name="Acme Two"))


def test_restore_of_an_earlier_change_takes_all_later_ones_back() -> None:
    [change] = published(vendor(name="Acme Two"))
    published(vendor(name="Acme Two", country="SE"))

    restored(change)

    assert stored("vendor", "acme") == kept(vendor())


def test_restore_of_a_new_record_deletes_it_and_of_that_makes_it_again() -> None:
    [made] = published(vendor("new"))

    gone = restored(made)
    assert (gone.before, gone.after, stored("vendor", "new")) == (kept(vendor("new")), None, None)

    restored(gone)
    assert stored("vendor", "new") == kept(vendor("new"))


def test_restore_of_a_deletion_brings_the_whole_record_back() -> None:
    [change] = published(("article", "an-article"))

    restored(change)

    assert stored("article", "an-article") == kept(article())


def test_restore_of_what_is_published_is_refused() -> None:
    [change] = published(vendor(name="Acme Two"))
    published(vendor())

    with pytest.raises(EditingRefused):
        restore(change=change, by=editor(), now=LATER)

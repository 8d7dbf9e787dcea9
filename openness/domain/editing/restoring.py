"""Taking a published change back, which is an edit like any other."""

import datetime as dt

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from openness.domain.editing.proposals import propose
from openness.models import Change, Proposal


def restore(*, change: Change, by: User, now: dt.datetime) -> Proposal:
    """Propose the record as it was before `change`, as a draft; raises EditingRefused where that is published."""
    reason = _("As it was before the change of revision %(number)s.") % {"number": change.revision}
    return propose(key=(change.kind, change.slug), document=change.before, by=by, now=now, reason=reason)

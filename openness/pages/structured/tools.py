"""Pages that do something for a reader."""

from django.utils.translation import gettext as _

from openness.linked_data import Node, free_tool


def may_i() -> list[Node]:
    """The form that holds a plan against licences."""
    return [
        free_tool(
            page="may-i",
            name=_("May I use this AI model?"),
            description=_(
                "Holds a plan against the licences of AI models and names the clause that decides. Not legal advice."
            ),
        )
    ]

"""The groups that come with the database, one for each role."""

from django.contrib.auth.models import Group, Permission

from openness.domain.editing.roles import Role, permissions_of


def make_groups(*, using: str) -> None:
    """Make the groups that are missing, and give each what its role needs; what was added by hand stays.

    A permission that is not stored, as in a database migrated half-way, is left for the next time.
    """
    stored = {
        f"{label}.{codename}": key
        for label, codename, key in Permission.objects.using(using).values_list(
            "content_type__app_label", "codename", "pk"
        )
    }
    for role in Role:
        group, _created = Group.objects.using(using).get_or_create(name=role.value)
        group.permissions.add(*(stored[name] for name in sorted(permissions_of(role)) if name in stored))

"""The one Django app, and another one by a name that editors understand."""

from typing import Any

from axes.apps import AppConfig as AxesConfig
from django.apps import AppConfig
from django.apps import apps as global_apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OpennessConfig(AppConfig):
    """Everything of ours."""

    name = "openness"
    verbose_name = _("Catalogue")
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        """Let every migration leave the groups in place."""
        post_migrate.connect(_make_groups, sender=self, dispatch_uid="openness.groups")


class SignInsConfig(AxesConfig):
    """django-axes, which locks out who guesses and keeps who signed in."""

    verbose_name = _("Sign-ins")
    default = False


def _make_groups(*, using: str, apps: Any = global_apps, **options: Any) -> None:
    from openness.domain.editing.groups import make_groups

    if {"auth", "contenttypes"} <= apps.all_models.keys():  # not so where only some apps are migrated
        make_groups(using=using)

"""The one Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpennessConfig(AppConfig):
    """Name and label of the app."""

    name = "openness"
    verbose_name = _("Catalogue")
    default_auto_field = "django.db.models.BigAutoField"

"""Form fields for catalogue texts, vocabularies and references; German beside English."""

from typing import Any

from django import forms
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import get_language_info

from openness.admin.site import label_of


class LinesField(forms.CharField):
    """A text of several lines, ended as in documents: browsers send CR LF."""

    def to_python(self, value: Any) -> str:
        """The text with LF at the end of each line."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class SeveralField(forms.MultipleChoiceField):
    """Any of a vocabulary, as check boxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, vocabulary: type[models.TextChoices], **kwargs: Any) -> None:
        super().__init__(choices=vocabulary.choices, **kwargs)


def several(model: type[models.Model], name: str, vocabulary: type[models.TextChoices]) -> SeveralField:
    """Check boxes for the list of `vocabulary` words that `model` keeps as JSON in the field `name`."""
    field: Any = model._meta.get_field(name)
    return SeveralField(vocabulary, required=False, label=capfirst(field.verbose_name), help_text=field.help_text)


def both(name: str) -> tuple[str, str]:
    """The German and the English column of the text `name`: one line of a form."""
    return f"{name}_de", f"{name}_en"


class CatalogueFields(BaseModelAdmin):
    """Mixin: languages in labels, texts with plain line ends, references under telling labels."""

    formfield_overrides = {
        models.TextField: {"form_class": LinesField, "widget": forms.Textarea(attrs={"rows": 4, "class": "text"})},
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """The form field; a text in one language says which; nobody deletes a record from a field that names it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        language = getattr(db_field, "_translated_field_language_code", None)
        if field and language:
            field.label = f"{capfirst(db_field.verbose_name)} – {get_language_info(language)['name_translated']}"
            field.widget.attrs["lang"] = language
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A reference to one record."""
        return self._labelled(super().formfield_for_foreignkey(db_field, request, **kwargs))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """References to several records."""
        return self._labelled(super().formfield_for_manytomany(db_field, request, **kwargs))

    def _labelled(self, field: Any) -> Any:
        try:
            related = self.admin_site.get_model_admin(field.queryset.model)
        except NotRegistered:
            return field
        field.label_from_instance = lambda record: label_of(related, record)
        return field

"""Why a save was refused, and where in the form that is said."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.forms import BaseForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openness.domain.faults import Fault
from openness.models import Article, Licence, Model, OpennessDimension, Vendor

Path = tuple[str, ...]

_REQUEST_KEY = "openness.refusals"
_LISTED = 20
RECORDS: dict[str, Any] = {
    "vendor": Vendor,
    "dimension": OpennessDimension,
    "licence": Licence,
    "model": Model,
    "article": Article,
}
_FIELDS = {
    "from": "valid_from",
    "to": "valid_to",
    "models": "meant",
    "open": "open_means",
    "partial": "partial_means",
    "closed": "closed_means",
}


@dataclass(frozen=True)
class Refusals:
    """Faults at (path, message) in the record that was to be saved, and faults elsewhere.

    `broke_rules` tells faults of what was typed from all else that keeps it from being saved.
    """

    here: tuple[tuple[Path, str], ...] = ()
    elsewhere: tuple[Fault, ...] = ()
    broke_rules: bool = True

    @classmethod
    def of(cls, faults: Iterable[Fault], *, record: str, place: Path) -> "Refusals":
        """Split `faults`: those at or below `place` in `record` ("model/gpt-4o") are here."""
        here, elsewhere = [], []
        for fault in faults:
            path = tuple(fault.field.split(".")) if fault.field else ()
            if fault.file == record and path[: len(place)] == place:
                here.append((path[len(place) :], fault.message))
            else:
                elsewhere.append(fault)
        return cls(tuple(here), tuple(elsewhere))

    def within(self, part: str) -> Iterator[tuple[str, Path, str]]:
        """(key, path below it, message) of the faults in the list `part` of the record."""
        for path, message in self.here:
            if len(path) > 1 and path[0] == part:
                yield path[1], path[2:], message

    def outside(self, parts: Iterable[str]) -> Iterator[tuple[Path, str]]:
        """(path, message) of the faults here that are in none of the lists `parts`."""
        for path, message in self.here:
            if len(path) < 2 or path[0] not in parts:
                yield path, message


def remember(request: HttpRequest, refusals: Refusals) -> None:
    """Keep `refusals` for the form that this request shows next."""
    request.META[_REQUEST_KEY] = refusals


def remembered(request: HttpRequest) -> Refusals | None:
    """What `remember` kept."""
    return request.META.get(_REQUEST_KEY)


def show(form: BaseForm, path: Path, message: str) -> None:
    """Put `message` at the field of `form` that holds the value at `path`, else above the form."""
    field = _field_at(path, form.fields)
    place = "" if field or not path else f"{'.'.join(path)}: "
    form.add_error(field, f"{place}{message}")


def _field_at(path: Path, fields: Mapping[str, Any]) -> str | None:
    if not path:
        return None
    name = _FIELDS.get(path[0], path[0])
    return next((one for one in (f"{name}_{'_'.join(path[1:2])}", name) if one in fields), None)


def explained(faults: Iterable[Fault]) -> list[SafeString]:
    """`faults` as lines that link to the record they are in; the same message of one record stands once."""
    lines = list(dict.fromkeys((fault.file, fault.field, fault.message) for fault in faults))
    shown = lines[:_LISTED]
    addresses = _addresses({record for record, _field, _message in shown})
    explained = [_line(record, field, message, addresses) for record, field, message in shown]
    if left := len(lines) - len(shown):
        more = ngettext("and %(count)s more", "and %(count)s more", left) % {"count": left}
        explained.append(format_html("{}", more))
    return explained


def linked(records: Iterable[str]) -> list[str]:
    """`records`, named like "model/gpt-4o", as links to their change pages."""
    records = list(records)
    addresses = _addresses(records)
    return [_link(record, addresses) for record in records]


def _link(record: str, addresses: Mapping[str, str]) -> str:
    return format_html('<a href="{}">{}</a>', addresses[record], record) if record in addresses else record


def _line(record: str, field: str, message: str, addresses: Mapping[str, str]) -> SafeString:
    place = _link(record, addresses)
    return format_html("{}: {}: {}", place, field, message) if field else format_html("{}: {}", place, message)


def _addresses(records: Iterable[str]) -> dict[str, str]:
    """The change page of each record named like "model/gpt-4o"."""
    found = {}
    for kind, table in RECORDS.items():
        slugs = [record.removeprefix(f"{kind}/") for record in records if record.startswith(f"{kind}/")]
        for slug, key in table.objects.filter(slug__in=slugs).values_list("slug", "pk"):
            found[f"{kind}/{slug}"] = reverse(f"admin:openness_{table._meta.model_name}_change", args=[key])
    return found


def broken_constraint(error: IntegrityError) -> str:
    """What an editor is told about a constraint that only the database could check."""
    for table in apps.get_app_config("openness").get_models():
        for constraint in table._meta.constraints:
            if constraint.name in str(error):
                return str(constraint.get_violation_error_message())
    return _("Two entries would be the same, or a value is not allowed here.")


class PartFormSet(BaseInlineFormSet):
    """The inline forms of one list in a document."""

    part = ""

    def __init__(self, *args: Any, refusals: Refusals | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusals = refusals

    def keyed(self) -> dict[str, BaseForm]:
        """The forms by their key in the document; a list's keys are "0", "1" and so on."""
        return {str(place): form for place, form in enumerate(self.kept())}

    def kept(self) -> list[Any]:
        """The forms that will stand in the document after saving."""
        forms = [form for form in self.forms if form.instance.pk or form.has_changed()]
        return [form for form in forms if not (self.can_delete and form.cleaned_data.get(DELETION_FIELD_NAME))]

    def clean(self) -> None:
        """Say at each form what was refused there."""
        super().clean()
        refused = list(self.refusals.within(self.part)) if self.refusals else []
        forms = self.keyed() if refused else {}
        lost = []
        for key, path, message in refused:
            if key in forms:
                show(forms[key], path, message)
            else:
                lost.append(f"{'.'.join((key, *path))}: {message}")
        if lost:
            raise ValidationError(lost)

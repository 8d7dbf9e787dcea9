"""Forms that ask for a code of the second factor, and what happens to the code."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from openness.admin.addresses import origin_of
from openness.admin.guessing import count_failure, is_locked_out
from openness.domain import second_factor

_CODE = rf"^[0-9]{{{second_factor.CODE_DIGITS}}}$"
_CODE_OR_BACKUP_CODE = rf"{_CODE}|^[0-9]{{{second_factor.BACKUP_CODE_DIGITS}}}$"


class _CodeField(forms.CharField):
    """Digits; blanks and hyphens between them do not matter."""

    def __init__(self, *, pattern: str, refusal: Any, autofocus: bool = False, **kwargs: Any) -> None:
        validator = RegexValidator(pattern, message=refusal)
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "maxlength": 20}
        widget = forms.TextInput(attrs={**attributes, **({"autofocus": True} if autofocus else {})})
        super().__init__(widget=widget, validators=[validator], **kwargs)

    def to_python(self, value: Any) -> str:
        """The digits alone."""
        return "".join(str(super().to_python(value)).split()).replace("-", "")


class CodeForm(forms.Form):
    """Asks for a code of a device that is set up, or a backup code."""

    code = _CodeField(
        label=_("Code"),
        pattern=_CODE_OR_BACKUP_CODE,
        refusal=_("A code has six digits, a backup code ten."),
        help_text=_("Six digits from the app, or one of your backup codes."),
        autofocus=True,
    )


class NewDeviceForm(forms.Form):
    """Asks what a new device is called, and for a code it shows."""

    name = forms.CharField(
        label=_("Name of the device"),
        max_length=64,
        initial=_("Phone"),
        help_text=_("So that you can tell your devices apart."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    new_code = _CodeField(
        label=_("Code that it shows"),
        pattern=_CODE,
        refusal=_("The code has six digits."),
        help_text=_("Six digits; the app shows new ones every 30 seconds."),
    )


class FurtherDeviceForm(NewDeviceForm):
    """Asks for a code of a device that is set up already, too."""

    code = _CodeField(
        label=_("Code of a device you have already"),
        pattern=_CODE_OR_BACKUP_CODE,
        refusal=_("A code has six digits, a backup code ten."),
        help_text=_("Or a backup code. A code works once: after the one you signed in with, wait for the next."),
    )


def refuse_new_code(form: forms.Form) -> None:
    """Say at `form` that the new device did not show that code."""
    message = _(
        "This is not the code that belongs to the key. Take the one shown now; if it is refused again, "
        "check that the clock of the device is right."
    )
    form.add_error("new_code", message)


def checked(request: HttpRequest, form: forms.Form, user: User) -> Any:
    """The device of `user` that accepts the code in `form`; else None, and the form says why.

    A wrong code counts as a failed sign-in.
    """
    if is_locked_out(request, user):
        return None
    try:
        return second_factor.verify(user=user, code=form.cleaned_data["code"], origin=origin_of(request))
    except second_factor.WrongCode:
        count_failure(request, user)
        form.add_error("code", _("This code is wrong, too old, or was used before."))
    except second_factor.TooSoon as refused:
        form.add_error("code", _wait(max(1, round((refused.until - timezone.now()).total_seconds()))))
    return None


def _wait(seconds: int) -> str:
    return ngettext(
        "After a wrong code there is a pause. Try again in %(seconds)s second.",
        "After a wrong code there is a pause. Try again in %(seconds)s seconds.",
        seconds,
    ) % {"seconds": seconds}

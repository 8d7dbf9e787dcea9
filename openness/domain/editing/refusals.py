"""Why an edit goes no further; every message is for editors."""

from collections.abc import Iterable

from openness.domain.rules import Key


class EditingRefused(Exception):
    """Nothing was changed."""


class NotAllowed(EditingRefused):
    """This person may not do that."""


class WrongState(EditingRefused):
    """A proposal in this state cannot take this step."""


class Overtaken(EditingRefused):
    """Somebody saved the proposal meanwhile; what they did would be overwritten."""


class Moved(EditingRefused):
    """What is published is no longer what these records' proposals started from."""

    def __init__(self, message: str, keys: Iterable[Key]) -> None:
        super().__init__(message)
        self.keys = tuple(keys)

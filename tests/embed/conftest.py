"""The same small catalogue that the pages are tested with."""

from tests.pages.conftest import catalogue

__all__ = ["catalogue"]

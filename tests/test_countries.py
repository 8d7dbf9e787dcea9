"""Countries in a reader's language and order."""

import pytest
from django.utils import translation

from openness.countries import by_name, country_name


@pytest.mark.parametrize(("language", "name"), [("de", "Deutschland"), ("en", "Germany")])
def test_country_name_follows_the_language(language, name):
    with translation.override(language):
        assert country_name("DE") == name


def test_country_without_a_name_shows_its_code():
    with translation.override("en"):
        assert country_name("QQ") == "QQ"


def test_countries_stand_where_a_reader_looks_for_them():
    with translation.override("de"):
        assert list(by_name(["US", "AT", "DE", "NL", "DE"])) == ["DE", "NL", "AT", "US"]

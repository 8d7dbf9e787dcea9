"""A page in every encoding."""

import gzip

import brotli
import pytest

from openness.publishing.bodies import best_encoding, stored_page

KEYS = ("Content-Encoding", "Content-Length")


@pytest.mark.parametrize(
    ("accept_encoding", "expected"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("deflate", "identity"),
        ("GZIP", "gzip"),
        ("*", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, *", "gzip"),
        ("br;q=0.0, gzip;q=0", "identity"),
        ("*;q=0", "identity"),
        ("gzip;q=0.5, br;q=0.1", "gzip"),
        ("gzip;q=0.5, br;q=0.5", "br"),
        ("identity, gzip;q=0.5", "identity"),
        ("gzip ; q=0.001", "gzip"),
        ("br;q=much, gzip", "gzip"),
        ("br;q=nan", "identity"),
        (",,;,", "identity"),
    ],
)
def test_best_encoding_of_an_accept_encoding_header(accept_encoding, expected):
    assert best_encoding(accept_encoding) == expected


def test_stored_page_has_the_same_body_in_every_encoding():
    body = "<p>Grüße</p>".encode() * 100

    encoded = stored_page(headers=[], body=body).encoded

    assert encoded["identity"][1] == body
    assert gzip.decompress(encoded["gzip"][1]) == body
    assert brotli.decompress(encoded["br"][1]) == body


def test_stored_page_has_its_own_strong_etag_in_every_encoding():
    encoded = stored_page(headers=[], body=b"x").encoded

    etags = [dict(headers)["ETag"] for headers, _body in encoded.values()]

    assert len(set(etags)) == 3
    assert all(etag.startswith('"') and etag.endswith('"') for etag in etags)


def test_stored_page_has_another_etag_for_another_body():
    one, other = (stored_page(headers=[], body=body).encoded["br"][0] for body in (b"x", b"y"))

    assert dict(one)["ETag"] != dict(other)["ETag"]


def test_stored_page_is_the_same_bytes_every_time():
    assert stored_page(headers=[], body=b"x" * 999) == stored_page(headers=[], body=b"x" * 999)


def test_stored_page_names_encoding_and_length_of_each_body():
    encoded = stored_page(headers=[("Content-Length", "5"), ("Content-Type", "text/html")], body=b"x" * 999).encoded

    told = {name: {key: dict(own).get(key) for key in KEYS} for name, (own, _body) in encoded.items()}

    assert told == {
        "br": {"Content-Encoding": "br", "Content-Length": str(len(encoded["br"][1]))},
        "gzip": {"Content-Encoding": "gzip", "Content-Length": str(len(encoded["gzip"][1]))},
        "identity": {"Content-Encoding": None, "Content-Length": "999"},
    }


def test_stored_page_shares_the_headers_of_the_answer_and_varies_on_the_encoding():
    page = stored_page(headers=[("Content-Type", "text/html"), ("Vary", "HX-Request"), ("ETag", '"old"')], body=b"x")

    assert page.headers == (("Content-Type", "text/html"), ("Vary", "Accept-Encoding, HX-Request"))


def test_stored_page_does_not_vary_on_the_language_that_it_never_reads():
    page = stored_page(headers=[("Vary", "HX-Request, Accept-Language"), ("Vary", "Accept-Language")], body=b"x")

    assert page.headers == (("Vary", "Accept-Encoding, HX-Request"),)


@pytest.mark.parametrize("accept_encoding", ["", "br", "gzip, br", "*"])
def test_stored_picture_is_kept_once_as_it_is(accept_encoding):
    page = stored_page(headers=[("Content-Type", "image/png")], body=b"\x89PNG" * 99)

    headers, body = page.best(accept_encoding)

    assert (list(page.encoded), page.size, body) == (["identity"], len(body), b"\x89PNG" * 99)
    assert "Content-Encoding" not in dict(headers)


@pytest.mark.parametrize(("accept_encoding", "expected"), [("", "identity"), ("gzip", "gzip"), ("gzip, br", "br")])
def test_stored_page_answers_in_the_encoding_liked_best(accept_encoding, expected):
    page = stored_page(headers=[("Content-Type", "image/svg+xml; charset=utf-8")], body=b"<svg/>" * 99)

    assert page.best(accept_encoding) == page.encoded[expected]

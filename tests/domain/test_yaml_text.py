"""YAML in and out: what is refused, at which line, and that writing gives back what was read."""

import pytest

from openness.domain.yaml_text import MAX_BYTES, YamlFault, read, write


def fault_of(text: str | bytes) -> tuple[int, str]:
    """The line and message with which `text` is refused."""
    with pytest.raises(YamlFault) as caught:
        read(text=text if isinstance(text, bytes) else text.encode())
    return caught.value.line, caught.value.message


def value_of(text: str) -> object:
    value, _lines = read(text=text.encode())
    return value


def test_read_gives_values_and_their_lines():
    value, lines = read(text=b"kind: vendor\nsummary:\n  de: Ja\n  en: No?\ntags:\n- a\n- b\n")

    assert value == {"kind": "vendor", "summary": {"de": "Ja", "en": "No?"}, "tags": ["a", "b"]}
    assert lines == {
        (): 1,
        ("kind",): 1,
        ("summary",): 2,
        ("summary", "de"): 3,
        ("summary", "en"): 4,
        ("tags",): 5,
        ("tags", 0): 6,
        ("tags", 1): 7,
    }


def test_read_alias_is_refused_at_its_anchor():
    assert fault_of("a: 1\nb: &one [x]\nc: *one\n") == (2, "anchors and aliases are not allowed")


def test_read_anchor_without_alias_is_refused():
    assert fault_of("a: &one 1\n") == (1, "anchors and aliases are not allowed")


def test_read_bomb_of_aliases_is_refused_before_it_grows():
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]

    assert fault_of("\n".join(rows)) == (1, "anchors and aliases are not allowed")


def test_read_alias_to_itself_is_refused():
    assert fault_of("a: &a\n  b: *a\n") == (1, "anchors and aliases are not allowed")


def test_read_key_twice_is_refused_at_the_second():
    assert fault_of("a: 1\nb: 2\na: 3\n") == (3, "the key “a” stands twice")


def test_read_nested_key_twice_is_refused_at_the_second():
    assert fault_of("a:\n  de: 1\n  en: 2\n  de: 3\n") == (4, "the key “de” stands twice")


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: !!python/object/apply:os.system [ls]\n",
        "a: 1\nb: !!python/name:os.system\n",
        "a: 1\nb: !custom {c: 1}\n",
        "a: 1\nb: !!set {c}\n",
        "a: 1\nb: !!str 5\n",
        "a: 1\nb: !!binary aGk=\n",
    ],
)
def test_read_tag_is_refused(text):
    assert fault_of(text) == (2, "tags are not allowed")


@pytest.mark.parametrize("key", ["1", "true", "2024-01-01", "[a]", "{a: b}", "null"])
def test_read_key_that_is_no_text_is_refused(key):
    assert fault_of(f"a: 1\n? {key}\n: 2\n") == (2, "a key must be a text")


def test_read_merge_key_is_refused():
    line, _message = fault_of("a: 1\n<<: {b: 2}\n")

    assert line == 2


@pytest.mark.parametrize("text", ["[" * 13 + "]" * 13, "[" * 400_000, "{a: " * 13 + "1" + "}" * 13])
def test_read_nested_too_deeply_is_refused(text):
    assert fault_of(text) == (1, "nested too deeply")


def test_read_nested_as_deeply_as_allowed_is_read():
    assert value_of("[" * 12 + "]" * 12) == [[[[[[[[[[[[]]]]]]]]]]]]


def test_read_text_of_one_megabyte_is_read():
    text = b"a: " + b"x" * (MAX_BYTES - 4) + b"\n"

    value, _lines = read(text=text)

    assert len(value["a"]) == MAX_BYTES - 4


def test_read_text_over_one_megabyte_is_refused():
    assert fault_of(b"a: " + b"x" * MAX_BYTES) == (0, "the file is larger than 1000 kB")


def test_read_text_that_is_not_utf_8_is_refused_at_its_line():
    assert fault_of(b"a: 1\nb: gr\xfc\xdfe\n") == (2, "not UTF-8")


def test_read_utf_16_is_refused():
    assert fault_of("a: 1".encode("utf-16")) == (1, "not UTF-8")


def test_read_byte_order_mark_is_no_part_of_the_text():
    assert value_of("\ufeffa: 1\n") == {"a": 1}


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a remark\n"])
def test_read_empty_text_is_refused(text):
    assert fault_of(text) == (1, "the file is empty")


def test_read_two_documents_are_refused():
    line, _message = fault_of("a: 1\n---\nb: 2\n")

    assert line == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a: 1\nb: [1, 2\nc: 3\n", 3), ("a: 1\n\tb: 2\n", 2), ("a: 'open\n", 2), ("a: b: c\n", 1)],
)
def test_read_broken_text_names_the_line(text, expected):
    line, message = fault_of(text)

    assert (line, message != "") == (expected, True)


@pytest.mark.parametrize("text", ["a: 1\nb: x\x00y\n", "a: 1\nb: x\x07y\n"])
def test_read_control_character_is_refused(text):
    _line, message = fault_of(text)

    assert "not allowed" in message


@pytest.mark.parametrize("escape", ["\\0", "\\x07", "\\e"])
def test_read_escaped_control_character_is_refused(escape):
    assert fault_of(f'a: 1\nb: "x{escape}y"\n') == (2, "control characters are not allowed")


def test_read_impossible_date_is_left_to_the_schema():
    assert value_of("day: 2024-02-31\n") == {"day": "2024-02-31"}


def test_read_number_of_endless_digits_is_left_to_the_schema():
    assert value_of(f"n: {'9' * 5000}\n") == {"n": "9" * 5000}


def test_read_norway_unquoted_is_a_truth_value():
    assert value_of("country: NO\n") == {"country": False}


@pytest.mark.parametrize(
    "text",
    [
        "NO",
        "yes",
        "2024-07",
        "2024-07-01",
        "1.0",
        "1e3",
        "12:30",
        "null",
        "~",
        "=",
        "<<",
        "a: b",
        "a #b",
        "- a",
        "*a",
        "&a",
        "!a",
        "@a",
        "%a",
        "{a}",
        "„Grüße“ – “straße”",
        "it's",
        'say "no"',
        "one\ntwo\n\nfour",
        "emoji 🦙 stays",
        "word " * 60 + "end",
        "a" * 300,
        "back\\slash",
        "line\u2028separator",
    ],
)
def test_write_and_read_give_the_text_back(text):
    written = write(value={"text": text, "list": [text, {"inner": text}]})

    assert value_of(written) == {"text": text, "list": [text, {"inner": text}]}


def test_write_is_stable_after_reading():
    written = write(value={"b": "NO", "a": {"de": "Grüße: ja", "en": "x\ny"}, "n": 1.5, "day": "2024-01-01"})

    assert write(value=value_of(written)) == written


def test_write_keeps_the_order_of_keys_and_the_umlauts():
    assert write(value={"b": "ü", "a": [{"c": "NO"}]}) == "b: ü\na:\n  - c: 'NO'\n"


def test_write_repeated_values_makes_no_alias():
    shared = {"url": "https://example.org"}

    assert write(value={"a": shared, "b": shared}) == (
        "a:\n  url: https://example.org\nb:\n  url: https://example.org\n"
    )

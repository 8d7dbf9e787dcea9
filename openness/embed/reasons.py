"""Reasons, as long as a widget has room for."""

import re

_SHORTEST, _USUAL, _LONGEST = 60, 200, 260
_NO_END = r"(?<!bzw)(?<!vgl)(?<!Inc)(?<!Ltd)(?<!Nr)(?<!ca)"
_SENTENCE_END = re.compile(_NO_END + r"(?:(?<=[^\W\d]{2})|(?<=\d[.]\d)|(?<=[)”“’%]))[.!?][”“’»)]?(?= \W?[A-ZÄÖÜ])")


def shortened(text: str) -> str:
    """The first sentences of `text`, together some 200 characters, with "…" where there are more.

    Where the first sentence is far longer, as many of its words.
    """
    text = " ".join(text.split())
    if len(text) <= _USUAL:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text)] + [len(text)]
    whole = [end for end in ends if end <= _USUAL and end >= _SHORTEST]
    end = whole[-1] if whole else next(end for end in ends if end >= _SHORTEST)
    if end > _LONGEST:
        return text[:_USUAL].rpartition(" ")[0].rstrip(",;:–-") + " …"
    return text[:end] + (" …" if end < len(text) else "")

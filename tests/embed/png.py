"""Reads PNG as resvg writes it: eight bits for each of red, green, blue and opacity, in one picture."""

import struct
import zlib
from itertools import batched

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height as the header says them; it fails where `data` is no PNG."""
    assert data.startswith(SIGNATURE + b"\x00\x00\x00\rIHDR")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def rows_of(data: bytes) -> list[list[tuple[int, ...]]]:
    """The pixels row by row."""
    width, height = size_of(data)
    assert data[24:29] == b"\x08\x06\x00\x00\x00"
    raw, length, before, rows = zlib.decompress(_body(data)), 4 * width, bytes(4 * width), []
    for place in range(0, height * (length + 1), length + 1):
        before = _unfiltered(raw[place], raw[place + 1 : place + 1 + length], before)
        rows.append(list(batched(before, 4, strict=True)))
    return rows


def _body(data: bytes) -> bytes:
    place, found = len(SIGNATURE), b""
    while place < len(data):
        [length] = struct.unpack(">I", data[place : place + 4])
        if data[place + 4 : place + 8] == b"IDAT":
            found += data[place + 8 : place + 8 + length]
        place += 12 + length
    return found


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    out = bytearray(line)
    for place in range(len(line)):
        left, upper = (out[place - 4] if place > 3 else 0), above[place]
        corner = above[place - 4] if place > 3 else 0
        guess = (0, left, upper, (left + upper) // 2, _paeth(left, upper, corner))[kind]
        out[place] = (line[place] + guess) & 255
    return bytes(out)


def _paeth(left: int, upper: int, corner: int) -> int:
    near = left + upper - corner
    return min((left, upper, corner), key=lambda value: abs(near - value))

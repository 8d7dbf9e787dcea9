"""What somebody uploads: one document, or an archive of them; and archives to take away."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterable

from django.utils.translation import gettext as _

from openness.domain.faults import Fault, Refused
from openness.domain.yaml_text import MAX_BYTES

MAX_UPLOAD = 20_000_000
_MAX_FILES = 5_000
_MAX_UNPACKED = 100_000_000
_DOCUMENTS = (".yaml", ".yml")


def unpack(*, name: str, data: bytes) -> list[tuple[str, bytes]]:
    """The documents in an upload as (file name, text), by name; other files of an archive are left out.

    Raises Refused where it is neither YAML nor a ZIP archive, is broken or locked, or holds too much.
    """
    if len(data) > MAX_UPLOAD:
        raise _refused(name, _("larger than %(limit)s MB") % {"limit": MAX_UPLOAD // 1_000_000})
    if name.lower().endswith(_DOCUMENTS):
        return [(name, data)]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _members(name, archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
    ) as error:
        message = _("neither a YAML document nor a ZIP archive that can be read")
        raise _refused(name, message) from error


def _members(name: str, archive: zipfile.ZipFile) -> list[tuple[str, bytes]]:
    members = [one for one in archive.infolist() if one.filename.lower().endswith(_DOCUMENTS) and not one.is_dir()]
    if not members:
        raise _refused(name, _("there is no YAML document in it"))
    if len(members) > _MAX_FILES:
        raise _refused(name, _("more than %(limit)s documents") % {"limit": _MAX_FILES})
    found, unpacked = [], 0
    for member in sorted(members, key=lambda one: one.filename):
        with archive.open(member) as file:
            text = file.read(MAX_BYTES + 1)
        unpacked += len(text)
        if unpacked > _MAX_UNPACKED:
            raise _refused(name, _("more than %(limit)s MB when unpacked") % {"limit": _MAX_UNPACKED // 1_000_000})
        found.append((member.filename, text))
    return found


def _refused(name: str, message: str) -> Refused:
    return Refused([Fault(file=name, line=0, field="", message=message)])


def pack(*, files: Iterable[tuple[str, str]]) -> bytes:
    """A ZIP archive of (file name, text); the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()

"""Whether the collected static files are those of this checkout: collecting compresses, and takes seconds."""

import hashlib

from scripts.local import ROOT, VAR

_STAMP = VAR / "static.stamp"
_MANIFEST = VAR / "static" / "staticfiles.json"


def is_collected() -> bool:
    """Whether var/static was collected from what stands in static/ and in the installed packages now."""
    return _MANIFEST.exists() and _STAMP.exists() and _STAMP.read_text(encoding="ascii") == _fingerprint()


def remember_collected() -> None:
    """Note that var/static was collected just now."""
    _STAMP.write_text(_fingerprint(), encoding="ascii")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    packages = [ROOT / "requirements" / "runtime.txt", ROOT / "openness" / "settings.py"]
    for path in [*packages, *sorted((ROOT / "static").rglob("*"))]:
        if path.is_file():
            digest.update(f"{path.relative_to(ROOT)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()

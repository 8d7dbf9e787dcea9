"""`make run`: bring the database up to date and serve the catalogue on this machine.

HOST (127.0.0.1), PORT (8000) and DATABASE_URL (SQLite in var/) change where.
"""

import os
import signal
import sys

from scripts import local, serving, static_files

_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SERVING = """
Openness answers at  {url}/
Admin                {url}/admin/   (“make admin” creates a login)
End                  Ctrl-C
"""


def main() -> int:
    """Serve until told to end; the exit code."""
    for number in _ENDS:
        signal.signal(number, signal.default_int_handler)
    try:
        host = os.environ.get("HOST") or "127.0.0.1"
        return _serve(host, _port(os.environ.get("PORT") or "8000"))
    except serving.Failed as failed:
        print(f"make run: {failed}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise serving.Failed(f"PORT is {text!r}: write a number from 1 to 65535.")
    return int(text)


def _serve(host: str, port: int) -> int:
    serving.check_free(host=host, port=port)
    local.VAR.mkdir(exist_ok=True)
    environment = local.environment(host=host, port=port, given=os.environ)
    serving.prepare(environment=environment, collect=not static_files.is_collected())
    static_files.remember_collected()
    server = serving.start(environment=environment, host=host, port=port)
    try:
        serving.wait_until_answers(url=f"{local.address(host=host, port=port)}/healthz", server=server)
        print(_SERVING.format(url=local.address(host=host, port=port)), flush=True)
        writer = serving.write_files_ahead(environment=environment)
        try:
            return server.wait()
        finally:
            writer.terminate()
    finally:
        for number in _ENDS:
            signal.signal(number, signal.SIG_IGN)
        serving.stop(server)


if __name__ == "__main__":
    sys.exit(main())

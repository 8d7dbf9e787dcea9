"""Somebody's blog: pages on an origin of its own, which show our widgets."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A post</title><link rel="icon" href="/icon">{head}</head>
<body><main><h1>A post</h1>{body}<p>What comes after it.</p></main></body></html>"""


class Blog:
    """Posts by path; `address` is where they stand, without a slash at its end."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.posts: dict[str, tuple[str, dict[str, str]]] = {"/icon": ("", {"Content-Type": "image/png"})}

    def publish(self, body: str, *, head: str = "", policy: str = "") -> str:
        """Put `body` into a new post, under a Content-Security-Policy where one is given; its address."""
        path = f"/{len(self.posts)}/"
        self.posts[path] = (_FRAME.format(head=head, body=body), {"Content-Security-Policy": policy} if policy else {})
        return self.address + path


@contextmanager
def served() -> Iterator[Blog]:
    """A blog on a free port, under another name than the site has: another origin and another site to a browser."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text, headers = blog.posts.get(self.path, ("", {}))
            self.send_response(200 if self.path in blog.posts else 404)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        blog = Blog(f"http://localhost:{server.server_port}")
        Thread(target=server.serve_forever, daemon=True).start()
        yield blog
        server.shutdown()

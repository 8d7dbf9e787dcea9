"""Pictures as responses: with what lets other people's pages show them, and nothing more."""

from django.http import HttpResponse

from openness.embed.raster import png

_HEADERS = {"Cross-Origin-Resource-Policy": "cross-origin", "Referrer-Policy": "no-referrer"}
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def as_png(svg: str, *, scale: int = 1, status: int = 200) -> HttpResponse:
    """`svg` as PNG, `scale` pixels for each of its units."""
    return for_others(HttpResponse(png(svg, scale=scale), content_type="image/png", status=status))


def as_svg(svg: str, *, policy: str = _NOTHING, status: int = 200) -> HttpResponse:
    """`svg` itself; `policy` says what it may load and which styles hold in it."""
    return for_others(HttpResponse(svg, content_type="image/svg+xml", status=status), policy=policy)


def for_others(response: HttpResponse, *, policy: str = _NOTHING) -> HttpResponse:
    """`response`, which any site may show and which can do nothing there."""
    for name, value in {**_HEADERS, "Content-Security-Policy": policy}.items():
        response[name] = value
    return response

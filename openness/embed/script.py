"""`/embed.js`: makes frames of the links that people paste into their pages.

    <openness-widget src="https://…/embed/de/compare/?model=…" title="…" height="420"
    style="display:block;container-type:inline-size"><a href="https://…/de/…">…</a><br>
    <svg width="220" height="402" style="display:block;height:…"></svg><svg width="220" height="300"
    style="display:none"></svg></openness-widget>
    <script async src="https://…/embed.js" referrerpolicy="no-referrer"></script>

`src` is an address below /embed/ of the site that the script came from, in any other case the element stays as it is;
`title` names the frame (else the text of the link does); `height` is the room it takes until its height is known.

What stands in the element is shown until the frame has answered, for good where it never does, and keeps its room
meanwhile. That is what the pictures of nothing are for: the first one's style holds the room from the first painting
on, before the script is there, and more of it in a narrower column. Where a page's Content-Security-Policy ignores
styles their attributes do: side by side the higher one counts, and a phone, without room for that, sets one below the
other.

The frame is sandboxed without an origin of its own, so it can store nothing: it is known by its window, and by the
origin "null". The page says hello once it is loaded, with the colour scheme of its text, and again when that changes;
the frame answers its height (templates/embed/resize.js). Where that would pull up what a reader sees, the element
stays higher than it need be, unless its reader works in it or turns the screen.
"""

import json
import re
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from openness.publishing.marks import published

_SOURCE = Path(__file__).with_name("embed.js").read_text(encoding="utf-8")
_NOT_RUN = re.compile(r"^\s+|(^|\s+)// .*$", re.MULTILINE)
_DAY = 86_400


@published(cache=f"public, max-age={_DAY}, stale-while-revalidate={7 * _DAY}, stale-if-error={30 * _DAY}")
def script(request: HttpRequest) -> HttpResponse:
    """The script, without comments and indentation; no query."""
    return HttpResponse(
        _NOT_RUN.sub("", _SOURCE).strip().replace("SITE", json.dumps(settings.SITE_URL)),
        content_type="text/javascript; charset=utf-8",
        headers={"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"},
    )

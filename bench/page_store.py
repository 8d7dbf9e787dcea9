"""How much the page store saves: the comparison page from the store and rendered anew, side by side.

    python -m bench.page_store [rounds]

Two real servers (2 workers each) over the full catalogue, asked in turn over one connection each; prints
the median of milliseconds a request for both, and the ratio round by round. Machines differ: read the ratio.
"""

import http.client
import statistics
import sys
import time
from urllib.parse import urlsplit

from scripts.serving import scratch_site

PATH = "/de/compare/"
REQUESTS = 200


def _milliseconds(connection: http.client.HTTPConnection) -> float:
    """The mean time of one request."""
    began = time.perf_counter()
    for _ in range(REQUESTS):
        connection.request("GET", PATH, headers={"Accept-Encoding": "br"})
        connection.getresponse().read()
    return (time.perf_counter() - began) * 1000 / REQUESTS


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with scratch_site() as stored, scratch_site(page_store=False) as rendered:
        kept, anew = (http.client.HTTPConnection(urlsplit(url).netloc) for url in (stored, rendered))
        for connection in (kept, anew):
            _milliseconds(connection)
        pairs = [(_milliseconds(kept), _milliseconds(anew)) for _ in range(rounds)]
    ratios = [slow / fast for fast, slow in pairs]
    print(f"from the store: {statistics.median(fast for fast, _slow in pairs):.2f} ms a request (median of {rounds})")
    print(f"rendered anew:  {statistics.median(slow for _fast, slow in pairs):.2f} ms a request")
    print(f"ratio: {min(ratios):.0f} to {max(ratios):.0f}, median {statistics.median(ratios):.0f}")


if __name__ == "__main__":
    main()

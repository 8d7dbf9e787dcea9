"""Exit with an error unless the site on this container's port 8000 answers /healthz."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def main() -> int:
    """Ask as a visitor of SITE_URL would: other host names are refused."""
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
    connection.request("GET", "/healthz", headers={"Host": urlsplit(os.environ["SITE_URL"]).netloc})
    return 0 if connection.getresponse().status == http.HTTPStatus.OK else 1


if __name__ == "__main__":
    sys.exit(main())

"""What crawlers may fetch."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from openness.imprint import absolute
from openness.publishing.marks import published


@published()
def robots(request: HttpRequest) -> HttpResponse:
    """Everything but the editors' part (RFC 9309).

    Addresses without end are not closed: their pages say themselves that they are not to be listed, and only who
    may fetch them reads that.
    """
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        "",
        f"Sitemap: {absolute(reverse('sitemap'))}",
        "",
        f"# For assistants: {absolute(reverse('llms'))}",
    ]
    return HttpResponse(
        "\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", headers={"Content-Language": "en"}
    )

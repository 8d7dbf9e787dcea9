"""What crawlers may fetch."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

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
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
        "",
        f"# For assistants: {settings.SITE_URL}{reverse('llms')}",
    ]
    return HttpResponse(
        "\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", headers={"Content-Language": "en"}
    )

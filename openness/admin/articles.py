"""Articles that were fact-checked, with their claims and table.

A claim and a row of the table have pages of their own: an article has dozens of claims, and a row has a
cell for every dimension. The article's page lists both and sets their order.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Max, Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openness.admin.fields import both
from openness.admin.filters import Unsourced
from openness.admin.records import Publishable, RecordAdmin, StackedPart, TabularPart, level_mark
from openness.admin.refusals import PartFormSet, Path
from openness.admin.site import site
from openness.choices import Dimension
from openness.domain.rules import Key
from openness.models import Article, ArticleCell, ArticleRow, Claim

_CLAIM_FIELDS = (
    ("slug", "section"),
    both("says"),
    ("vendor", "dimension"),
    "meant",
    ("level", "verdict"),
    both("correction"),
    ("checked_on", "position"),
    "sources",
)


class ClaimFormSet(PartFormSet):
    """The claims of an article."""

    part = "claims"


class RowFormSet(PartFormSet):
    """The rows of an article's table."""

    part = "rows"


class FirstClaim(StackedPart):
    """The claim that a new article needs; further ones have their own page."""

    model = Claim
    formset = ClaimFormSet
    fields = _CLAIM_FIELDS
    autocomplete_fields = ("vendor", "meant", "sources")
    extra = 1
    max_num = 1


class Overview(TabularPart):
    """What has its own page, in an order that is set here."""

    show_change_link = True
    can_delete = False
    max_num = 0


class RowOverview(Overview):
    """The rows of the table."""

    model = ArticleRow
    formset = RowFormSet
    fields = ("position", "subject", "levels")
    readonly_fields = ("subject", "levels")
    ordering = ("position", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleRow]:
        """The rows with their cells."""
        return super().get_queryset(request).select_related("vendor").prefetch_related("cells")

    @admin.display(description=gettext_lazy("what it speaks of"))
    def subject(self, row: ArticleRow) -> str:
        """What it speaks of, in the reader's language."""
        return row.subject

    @admin.display(description=gettext_lazy("levels"))
    def levels(self, row: ArticleRow) -> SafeString:
        """The levels of its cells, in the order of the dimensions."""
        cells = sorted(row.cells.all(), key=lambda cell: Dimension.values.index(cell.dimension_id))
        return format_html_join(" ", "{}", ((level_mark(cell.level),) for cell in cells))


class ClaimOverview(Overview):
    """The claims."""

    model = Claim
    formset = ClaimFormSet
    fields = ("position", "says", "verdict", "checked_on")
    readonly_fields = ("says", "verdict", "checked_on")
    ordering = ("position", "pk")

    @admin.display(description=gettext_lazy("says"))
    def says(self, claim: Claim) -> str:
        """How it begins, in the reader's language."""
        return Truncator(claim.says).chars(120)


@admin.register(Article, site=site)
class ArticleAdmin(Publishable):
    """An article with its claims and its table is one document."""

    kind = "article"
    list_display = ("title", "language", "author", "appeared", "claim_count", "published")
    list_filter = ("published", "language")
    search_fields = ("title", "author", "url", "slug")
    ordering = ("title",)
    fields = (
        ("title", "slug"),
        ("language", "author"),
        ("url", "appeared"),
        both("summary"),
        both("conclusion"),
        "published",
    )

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """The first claim of a new article; what there is of another."""
        return (RowOverview, ClaimOverview) if obj else (FirstClaim,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """All articles, with how many claims each makes."""
        return super().get_queryset(request).annotate(made=Count("claims"))

    @admin.display(description=gettext_lazy("claims"), ordering="made")
    def claim_count(self, article: Any) -> int:
        """How many of its claims are recorded."""
        return article.made


class PartOfArticle(RecordAdmin):
    """What has a place in an article, set by its position; without one it goes to the end."""

    part = ""

    def records(self, record: Any) -> set[Key]:
        """The document of its article."""
        return {("article", record.article.slug)}

    def place(self, record: Any) -> Path:
        """Below its number in the article's list."""
        numbered = type(record).objects.filter(article=record.article).order_by("position", "pk")
        return self.part, str(list(numbered.values_list("pk", flat=True)).index(record.pk))

    def view_on_site(self, record: Any) -> str | None:
        """The page of the article."""
        return record.article.get_absolute_url() if record.article.published else None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The article stays."""
        return ("article",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save; without a position, as the last one."""
        if not obj.position:
            last = type(obj).objects.filter(article=obj.article).aggregate(last=Max("position"))["last"]
            obj.position = (last or 0) + 1
        super().save_model(request, obj, form, change)


@admin.register(Claim, site=site)
class ClaimAdmin(PartOfArticle):
    """A claim is part of its article's document."""

    part = "claims"
    list_display = ("slug", "begins", "verdict", "level", "vendor", "dimension", "checked_on", "source_count")
    list_filter = ("article", "verdict", Unsourced, "dimension", "vendor")
    search_fields = ("slug", "section", "says_de", "says_en", "correction_de", "correction_en")
    date_hierarchy = "checked_on"
    ordering = ("article", "position", "pk")
    list_select_related = ("vendor", "dimension")
    autocomplete_fields = ("article", "vendor", "meant", "sources")
    fields = ("article", *_CLAIM_FIELDS)

    def label(self, record: Any) -> str:
        """Its slug and how it begins."""
        return f"{record.slug}: {Truncator(record.says).chars(70)}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        """All claims, with how many sources each has."""
        return super().get_queryset(request).annotate(cited=Count("sources"))

    @admin.display(description=gettext_lazy("says"))
    def begins(self, claim: Claim) -> str:
        """How it begins, in the reader's language."""
        return Truncator(claim.says).chars(90)

    @admin.display(description=gettext_lazy("sources"), ordering="cited")
    def source_count(self, claim: Any) -> int:
        """How many sources its verdict has."""
        return claim.cited


class CellFormSet(PartFormSet):
    """The cells of a row, one for each dimension."""

    part = "cells"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": [{"dimension": name} for name in Dimension.values], **kwargs})

    def keyed(self) -> dict[str, Any]:
        """The forms by dimension."""
        return {str(form.instance.dimension_id): form for form in self.kept()}

    def clean(self) -> None:
        """Claims must be of the row's own article."""
        super().clean()
        for form in self.kept():
            claims = form.cleaned_data.get("claims", ())
            if any(claim.article_id != self.instance.article_id for claim in claims):
                form.add_error("claims", _("A claim is of another article."))


class CellInline(StackedPart):
    """One cell for each dimension: set for a new row, fixed from then on."""

    model = ArticleCell
    formset = CellFormSet
    fields = (("dimension", "level"), both("says"), "claims")
    autocomplete_fields = ("claims",)
    ordering = ("dimension__position",)
    can_delete = False
    max_num = len(Dimension)

    def get_extra(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> int:
        """All four for a new row."""
        return 0 if obj else len(Dimension)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The dimension of a stored cell stays."""
        return ("dimension",) if obj else ()


@admin.register(ArticleRow, site=site)
class RowAdmin(PartOfArticle):
    """A row of the table is part of its article's document."""

    part = "rows"
    list_display = ("article", "vendor", "subject_de")
    list_filter = ("article", "vendor")
    list_select_related = ("article", "vendor")
    ordering = ("article", "position", "pk")
    autocomplete_fields = ("article", "vendor", "meant", "left_out")
    fields = (("article", "position"), "vendor", both("subject"), "meant", "left_out")
    inlines = (CellInline,)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not listed by itself: an article's page leads here."""
        return False

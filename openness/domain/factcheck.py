"""An article's comparison as it states it, and as the evidence has it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from openness.choices import Level, Verdict
from openness.domain.comparison import Row, rows_of
from openness.domain.evidence import Citation, Evidence, citations, evidence_of
from openness.models import Article, ArticleCell, ArticleRow, Claim, Model, Vendor

_LEVEL_ORDER = {level: place for place, level in enumerate(Level.values)}


@dataclass(frozen=True)
class CheckedCell:
    """One vendor on one dimension: what the article says, and the levels of the models it means.

    `outcome` is "silent" where the article says nothing, "same" where every model it means has the level it
    implies, else "differs".
    """

    dimension: str
    stated: str
    says: str
    claims: tuple[str, ...]
    found: tuple[tuple[str, int], ...]
    outcome: str

    @property
    def level(self) -> str | None:
        """The one level found, None where the models differ among themselves."""
        return self.found[0][0] if len(self.found) == 1 else None


@dataclass(frozen=True)
class CheckedRow:
    """One vendor's row: the article's and the corrected cells, and the models it leaves out."""

    vendor: Vendor
    subject: str
    models: tuple[Row, ...]
    left_out: tuple[Row, ...]
    cells: tuple[CheckedCell, ...]


@dataclass(frozen=True)
class CheckedClaim:
    """One claim with what backs its verdict."""

    claim: Claim
    sources: tuple[Citation, ...]


@dataclass(frozen=True)
class FactCheck:
    """An article, its table beside the corrected one, its claims, and how many have which verdict."""

    article: Article
    rows: tuple[CheckedRow, ...]
    claims: tuple[CheckedClaim, ...]
    verdicts: tuple[tuple[str, int], ...]

    @property
    def cells(self) -> int:
        """How many cells the article's table fills."""
        return sum(cell.outcome != "silent" for row in self.rows for cell in row.cells)

    @property
    def differing(self) -> int:
        """How many cells the evidence contradicts."""
        return sum(cell.outcome == "differs" for row in self.rows for cell in row.cells)


def fact_check(*, slug: str, with_evidence: bool = False) -> FactCheck:
    """The published article `slug`, its models with what backs their levels where that is wanted.

    Raises Article.DoesNotExist. A constant number of queries.
    """
    article = Article.objects.published().get(slug=slug)
    claims = (
        article.claims.select_related("vendor", "dimension").prefetch_related("sources", "meant").order_by("position")
    )
    counted = Counter(claim.verdict for claim in claims)
    return FactCheck(
        article=article,
        rows=_rows(article, with_evidence=with_evidence),
        claims=tuple(CheckedClaim(claim, citations(sources=claim.sources.all())) for claim in claims),
        verdicts=tuple((verdict, counted[verdict]) for verdict in Verdict.values),
    )


def articles() -> Sequence[Article]:
    """All published articles; one query."""
    return tuple(Article.objects.published().order_by("title"))


def cell_models(*, slug: str, vendor: str, dimension: str) -> tuple[CheckedRow, CheckedCell, Mapping[str, Evidence]]:
    """One cell of an article's table with the evidence of each model it means, by slug.

    Raises Article.DoesNotExist, Vendor.DoesNotExist where the table has no such row, KeyError no such dimension.
    """
    rows = _rows(Article.objects.published().get(slug=slug))
    row = next((row for row in rows if row.vendor.slug == vendor), None)
    if row is None:
        raise Vendor.DoesNotExist(vendor)
    cell = {cell.dimension: cell for cell in row.cells}[dimension]
    slugs = dict(Model.objects.filter(slug__in=[model.slug for model in row.models]).values_list("pk", "slug"))
    backing = evidence_of(keys=slugs)
    return row, cell, {slugs[key]: found[dimension] for key, found in backing.items() if dimension in found}


def _rows(article: Article, *, with_evidence: bool = False) -> tuple[CheckedRow, ...]:
    cells = Prefetch("cells", ArticleCell.objects.prefetch_related("claims").order_by("dimension__position"))
    table = article.rows.select_related("vendor").prefetch_related(cells, "meant", "left_out").order_by("position")
    slugs = {model.slug for row in table for model in (*row.meant.all(), *row.left_out.all())}
    published = Model.objects.published().filter(slug__in=slugs).by_release()
    models = {row.slug: row for row in rows_of(models=published, with_evidence=with_evidence)}
    return tuple(_row(row, models) for row in table)


def _row(row: ArticleRow, models: Mapping[str, Row]) -> CheckedRow:
    meant, left_out = ({model.slug for model in related.all()} for related in (row.meant, row.left_out))
    found = tuple(model for model in models.values() if model.slug in meant)
    return CheckedRow(
        vendor=row.vendor,
        subject=str(row.subject),
        models=found,
        left_out=tuple(model for model in models.values() if model.slug in left_out),
        cells=tuple(_cell(cell, found) for cell in row.cells.all()),
    )


def _cell(cell: ArticleCell, models: Sequence[Row]) -> CheckedCell:
    counted = Counter(model.levels[cell.dimension_id] for model in models)
    found = tuple(sorted(counted.items(), key=lambda pair: _LEVEL_ORDER[pair[0]]))
    return CheckedCell(
        dimension=str(cell.dimension_id),
        stated=cell.level,
        says=str(cell.says),
        claims=tuple(sorted(claim.slug for claim in cell.claims.all())),
        found=found,
        outcome=_outcome(cell.level, {level for level, _number in found}),
    )


def _outcome(stated: str, found: set[str]) -> str:
    if stated == Level.UNKNOWN:
        return "silent"
    return "same" if found == {stated} else "differs"

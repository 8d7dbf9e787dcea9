"""Records as small as they may be, in both languages, and valid: `check_catalogue` finds no fault in them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import factory
from factory.django import DjangoModelFactory

from openness import choices
from openness.choices import Dimension, Level
from openness.models import (
    Alias,
    Article,
    ArticleCell,
    ArticleRow,
    Assessment,
    Claim,
    Licence,
    LicenceCoverage,
    LicenceTerm,
    Model,
    ModelModality,
    OpennessDimension,
    Source,
    Vendor,
)

DAY = dt.date(2026, 3, 1)


class SourceFactory(DjangoModelFactory):
    """A place in a vendor's repository."""

    class Meta:
        model = Source

    url = factory.Sequence(lambda n: f"https://example.org/texts/{n}")
    kind = choices.SourceKind.REPOSITORY
    title = "A text"
    locator = "§1"
    accessed_on = DAY


class VendorFactory(DjangoModelFactory):
    """A vendor."""

    class Meta:
        model = Vendor

    slug = factory.Sequence(lambda n: f"vendor-{n}")
    name = factory.LazyAttribute(lambda vendor: vendor.slug.replace("-", " ").title())
    country = "NO"
    website = factory.LazyAttribute(lambda vendor: f"https://{vendor.slug}.example.org")
    summary_de = "Baut Modelle."
    summary_en = "Builds models."


class LicenceFactory(DjangoModelFactory):
    """A licence that allows commercial use, in one term; `term=None` leaves the term out."""

    class Meta:
        model = Licence
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"licence-{n}")
    name = factory.LazyAttribute(lambda licence: licence.slug.replace("-", " ").title())
    short_name = factory.SelfAttribute("name")
    licence_kind = choices.LicenceKind.PERMISSIVE
    spdx_id = factory.LazyAttribute(lambda licence: f"LicenseRef-{licence.slug}")
    url = factory.LazyAttribute(lambda licence: f"https://example.org/licences/{licence.slug}")
    summary_de = "Erlaubt fast alles."
    summary_en = "Allows nearly everything."
    term = factory.RelatedFactory("tests.factories.LicenceTermFactory", factory_related_name="licence")

    @factory.post_generation
    def sources(self, create: bool, given: Iterable[Source] | None, **kwargs: Any) -> None:
        _set_sources(self, given)


class LicenceTermFactory(DjangoModelFactory):
    """Commercial use permitted; `threshold=True` makes it a limit of 700 million users instead."""

    class Meta:
        model = LicenceTerm

    class Params:
        threshold = factory.Trait(
            subject=choices.TermSubject.USER_THRESHOLD,
            effect=choices.TermEffect.SEPARATE_LICENCE,
            operator=choices.Operator.GREATER,
            value=700_000_000,
            unit=choices.Unit.MONTHLY_ACTIVE_USERS,
            measured=choices.Measured.RUNNING,
            summary_de="Mehr Nutzer brauchen eine eigene Lizenz.",
            summary_en="More users need a licence of their own.",
        )

    licence = factory.SubFactory(LicenceFactory, term=None)
    position = factory.Sequence(lambda n: n % 30_000)
    subject = choices.TermSubject.COMMERCIAL_USE
    effect = choices.TermEffect.PERMITTED
    summary_de = "Kommerzielle Nutzung ist erlaubt."
    summary_en = "Commercial use is allowed."
    locator = "§1"
    source = factory.SubFactory(SourceFactory, kind=choices.SourceKind.LICENCE_TEXT)


class OpennessDimensionFactory(DjangoModelFactory):
    """One of the four dimensions; the one that stands already where it does."""

    class Meta:
        model = OpennessDimension
        django_get_or_create = ("slug",)

    slug = Dimension.WEIGHTS
    position = factory.LazyAttribute(lambda dimension: 10 * (Dimension.values.index(dimension.slug) + 1))
    name_de = factory.LazyAttribute(lambda dimension: f"{Dimension(dimension.slug).name.title()} (deutsch)")
    name_en = factory.LazyAttribute(lambda dimension: Dimension(dimension.slug).name.title())
    question_de = "Wie offen?"
    question_en = "How open?"
    explanation_de = "Warum es zählt."
    explanation_en = "Why it matters."
    open_means_de = "alles"
    open_means_en = "all of it"
    partial_means_de = "einiges"
    partial_means_en = "some of it"
    closed_means_de = "nichts"
    closed_means_en = "none of it"


class ModelFactory(DjangoModelFactory):
    """A downloadable text model, with an assessment on every dimension.

    `levels` says which: `levels={"weights": "open"}` leaves the others unknown; `levels=None` makes no
    assessment at all. `modalities` and `aliases` are lists of plain values.
    """

    class Meta:
        model = Model
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"model-{n}")
    name = factory.LazyAttribute(lambda model: model.slug.replace("-", " ").title())
    vendor = factory.SubFactory(VendorFactory)
    family = "Family"
    released = "2025-01"
    availability = choices.Availability.DOWNLOADABLE

    @factory.post_generation
    def modalities(self, create: bool, given: Iterable[str] | None, **kwargs: Any) -> None:
        for modality in given or [choices.Modality.TEXT]:
            ModelModality.objects.create(model=self, modality=modality)

    @factory.post_generation
    def aliases(self, create: bool, given: Iterable[str] | None, **kwargs: Any) -> None:
        names = list(given or [])
        for name in names:
            Alias.objects.create(model=self, name=name)
        self.refresh_search_text(aliases=names)
        self.save(update_fields=["search_text"])

    @classmethod
    def _create(cls, model_class: type[Model], *args: Any, **kwargs: Any) -> Model:
        levels: Mapping[str, str] | None = kwargs.pop("levels", {})
        model = super()._create(model_class, *args, **kwargs)
        if levels is not None:
            for dimension in Dimension.values:
                level = levels.get(dimension, Level.UNKNOWN)
                AssessmentFactory(model=model, dimension__slug=dimension, level=level)
        return model


class AssessmentFactory(DjangoModelFactory):
    """Open weights, with a source; an unknown level needs and gets none."""

    class Meta:
        model = Assessment
        skip_postgeneration_save = True

    model = factory.SubFactory(ModelFactory, levels=None)
    dimension = factory.SubFactory(OpennessDimensionFactory)
    level = Level.OPEN
    reason_de = "Darum."
    reason_en = "For this reason."
    verified_on = DAY

    @factory.post_generation
    def sources(self, create: bool, given: Iterable[Source] | None, **kwargs: Any) -> None:
        _set_sources(self, [] if given is None and self.level == Level.UNKNOWN else given)


class LicenceCoverageFactory(DjangoModelFactory):
    """A licence that covers a model's weights, from the start and still."""

    class Meta:
        model = LicenceCoverage
        skip_postgeneration_save = True

    model = factory.SubFactory(ModelFactory, levels={Dimension.COMMERCIAL_USE: Level.OPEN})
    covers = choices.Covers.WEIGHTS
    licence = factory.SubFactory(LicenceFactory)

    @factory.post_generation
    def sources(self, create: bool, given: Iterable[Source] | None, **kwargs: Any) -> None:
        _set_sources(self, given)


class ArticleFactory(DjangoModelFactory):
    """An article with one claim and one row; `claim=None` and `row=None` leave them out."""

    class Meta:
        model = Article
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"article-{n}")
    title = "Wie offen sind sie?"
    language = "de"
    summary_de = "Vergleicht Modelle."
    summary_en = "Compares models."
    conclusion_de = "Einiges stimmt."
    conclusion_en = "Some of it is right."
    claim = factory.RelatedFactory("tests.factories.ClaimFactory", factory_related_name="article")
    row = factory.RelatedFactory("tests.factories.ArticleRowFactory", factory_related_name="article")


class ClaimFactory(DjangoModelFactory):
    """A false claim about weights, with a source."""

    class Meta:
        model = Claim
        skip_postgeneration_save = True

    article = factory.SubFactory(ArticleFactory, claim=None)
    slug = factory.Sequence(lambda n: f"claim-{n}")
    position = factory.Sequence(lambda n: n % 30_000)
    section = "Einleitung"
    says_de = "Die Gewichte sind offen."
    says_en = "The weights are open."
    dimension = factory.SubFactory(OpennessDimensionFactory)
    level = Level.OPEN
    verdict = choices.Verdict.FALSE
    correction_de = "Es gibt sie nicht."
    correction_en = "They are not to be had."
    checked_on = DAY

    @factory.post_generation
    def sources(self, create: bool, given: Iterable[Source] | None, **kwargs: Any) -> None:
        _set_sources(self, given)


class ArticleRowFactory(DjangoModelFactory):
    """A vendor's row in an article's table: what it means is one model, and it has a cell for every dimension."""

    class Meta:
        model = ArticleRow
        skip_postgeneration_save = True

    article = factory.SubFactory(ArticleFactory, row=None)
    position = factory.Sequence(lambda n: n % 30_000)
    vendor = factory.SubFactory(VendorFactory)
    subject_de = "Seine Modelle"
    subject_en = "Its models"

    @factory.post_generation
    def meant(self, create: bool, given: Iterable[Model] | None, **kwargs: Any) -> None:
        self.meant.set([ModelFactory(vendor=self.vendor)] if given is None else given)

    @factory.post_generation
    def left_out(self, create: bool, given: Iterable[Model] | None, **kwargs: Any) -> None:
        self.left_out.set(given or [])

    @factory.post_generation
    def levels(self, create: bool, given: Mapping[str, str] | None, **kwargs: Any) -> None:
        for dimension in Dimension.values:
            level = (given or {}).get(dimension, Level.UNKNOWN)
            ArticleCellFactory(row=self, dimension__slug=dimension, level=level)


class ArticleCellFactory(DjangoModelFactory):
    """What an article's table says of a vendor on one dimension; needs its `row`."""

    class Meta:
        model = ArticleCell

    row = None
    dimension = factory.SubFactory(OpennessDimensionFactory)
    level = Level.OPEN
    says_de = "Ja."
    says_en = "Yes."


def _set_sources(record: Any, given: Iterable[Source] | None) -> None:
    record.sources.set([SourceFactory()] if given is None else given)

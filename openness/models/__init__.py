"""What is stored; constraints live in the database."""

from openness.models.article import Article, ArticleCell, ArticleRow, Claim
from openness.models.assessment import Assessment, OpennessDimension, level_name, with_level
from openness.models.catalogue import (
    Alias,
    Licence,
    LicenceCoverage,
    LicenceTerm,
    Model,
    ModelModality,
    PermissionGrounds,
    Vendor,
    search_key,
)
from openness.models.editorial import CatalogueRevision, Change, ImportedDocument, Proposal, ProposalNote, Upload
from openness.models.evidence import Source
from openness.models.upkeep import ReaderReport, SourceCheck

__all__ = [
    "Alias",
    "Article",
    "ArticleCell",
    "ArticleRow",
    "Assessment",
    "CatalogueRevision",
    "Change",
    "Claim",
    "ImportedDocument",
    "Licence",
    "LicenceCoverage",
    "LicenceTerm",
    "Model",
    "ModelModality",
    "OpennessDimension",
    "PermissionGrounds",
    "Proposal",
    "ProposalNote",
    "ReaderReport",
    "Source",
    "SourceCheck",
    "Upload",
    "Vendor",
    "level_name",
    "search_key",
    "with_level",
]

"""The words of the catalogue: every fixed vocabulary, in code, URL, document and on screen.

The stored value is the word in a URL or document; the label is what a reader sees.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(TextChoices):
    """How open one model is on one dimension."""

    OPEN = "open", pgettext_lazy("level", "open")
    PARTIAL = "partial", pgettext_lazy("level", "partial")
    CLOSED = "closed", pgettext_lazy("level", "closed")
    UNKNOWN = "unknown", pgettext_lazy("level", "unknown")
    NOT_APPLICABLE = "not-applicable", pgettext_lazy("level", "not applicable")


class Dimension(TextChoices):
    """What openness is measured on."""

    WEIGHTS = "weights", _("Weights")
    CODE = "code", _("Code")
    DATA = "data", _("Training data")
    COMMERCIAL_USE = "commercial-use", _("Commercial use")


class Availability(TextChoices):
    """How a model can be had at all."""

    DOWNLOADABLE = "downloadable", _("downloadable")
    ON_REQUEST = "on-request", _("on request")
    SERVICE_ONLY = "service-only", _("service only")


class Modality(TextChoices):
    """What a model takes in or gives out."""

    TEXT = "text", _("Text")
    IMAGE = "image", _("Image")
    AUDIO = "audio", _("Audio")
    VIDEO = "video", _("Video")


class Covers(TextChoices):
    """Which part of a model a licence covers; `service` where only the vendor runs it."""

    WEIGHTS = "weights", _("Weights")
    CODE = "code", _("Code")
    DATA = "data", _("Data")
    SERVICE = "service", _("Service")


class LicenceKind(TextChoices):
    """What sort of permission a licence is."""

    OPEN_SOURCE = "open-source", _("OSI-approved")
    PERMISSIVE = "permissive", _("permissive, not OSI-approved")
    RESTRICTED = "restricted", _("open with limits")
    NON_COMMERCIAL = "non-commercial", _("non-commercial")
    PROPRIETARY = "proprietary", _("proprietary terms of service")


class TermSubject(TextChoices):
    """What a clause of a licence is about."""

    COMMERCIAL_USE = "commercial-use", _("Commercial use")
    REDISTRIBUTION = "redistribution", _("Redistribution")
    MODIFICATION = "modification", _("Modification")
    HOSTING = "hosting", _("Offering it as a service")
    USER_THRESHOLD = "user-threshold", _("User threshold")
    REVENUE_THRESHOLD = "revenue-threshold", _("Revenue threshold")
    TERRITORY = "territory", _("Territory")
    FIELD_OF_USE = "field-of-use", _("Field of use")
    USE_POLICY = "acceptable-use-policy", _("Acceptable-use policy")
    ATTRIBUTION = "attribution", _("Attribution and notices")
    NAMING = "naming", _("Naming")
    DISPLAY = "display", _("Display duty")
    OUTPUT_TRAINING = "output-training", _("Training on outputs")
    SHARE_ALIKE = "share-alike", _("Share-alike")
    PATENT = "patent", _("Patents")
    TERMINATION = "termination", _("Termination")
    REVOCATION = "revocation", _("Revocation")
    TRADEMARK = "trademark", _("Trademarks")
    WARRANTY = "warranty", _("Warranty and liability")
    GOVERNING_LAW = "governing-law", _("Governing law")


THRESHOLDS = (TermSubject.USER_THRESHOLD, TermSubject.REVENUE_THRESHOLD)


class TermEffect(TextChoices):
    """What a clause does to its subject."""

    PERMITTED = "permitted", _("permitted")
    REQUIRED = "required", _("required")
    REQUESTED = "requested", _("asked for, not required")
    SEPARATE_LICENCE = "separate-licence", _("needs a separate licence")
    PROHIBITED = "prohibited", _("prohibited")
    ENDS = "ends-rights", _("ends the rights")
    STATED = "stated", _("stated")


class Operator(TextChoices):
    """How a threshold compares: the clause applies when `metric operator value` holds."""

    GREATER = "gt", _("more than")
    AT_LEAST = "gte", _("at least")
    LESS = "lt", _("less than")
    AT_MOST = "lte", _("at most")


class Unit(TextChoices):
    """What a threshold counts."""

    MONTHLY_ACTIVE_USERS = "monthly-active-users", _("monthly active users")
    DAILY_ACTIVE_USERS = "daily-active-users", _("daily active users")
    USD_PER_MONTH = "usd-per-month", _("US dollars a month")
    USD_PER_YEAR = "usd-per-year", _("US dollars a year")
    EUR_PER_YEAR = "eur-per-year", _("euros a year")
    EMPLOYEES = "employees", _("employees")


class Measured(TextChoices):
    """When a threshold is looked at."""

    RUNNING = "running", _("at any time")
    FROZEN = "frozen", _("once, on a fixed date")


class Binds(TextChoices):
    """Who a clause binds."""

    EVERYONE = "everyone", _("everyone who uses it")
    DISTRIBUTORS = "distributors", _("whoever passes it on")
    PROVIDERS = "providers", _("whoever offers it to others")
    ORGANISATIONS = "organisations", _("companies and other organisations")


class Exempt(TextChoices):
    """Who or what a clause leaves out, where the licence says so."""

    END_USERS = "end-users", _("end users of a product built with it")
    RESEARCH = "research", _("research")
    NON_COMMERCIAL = "non-commercial", _("non-commercial use")
    NON_PROFIT = "non-profit", _("non-profit organisations")
    INDIVIDUALS = "individuals", _("private individuals")
    PUBLIC_BODIES = "public-bodies", _("public bodies")
    INTERNAL_USE = "internal-use", _("use inside one’s own organisation")
    EVALUATION = "evaluation", _("testing and evaluation")
    HOSTING = "hosting", _("offering it as a service")
    VENDOR_SERVICE = "vendor-service", _("use through services the vendor runs or authorised")


class Region(TextChoices):
    """Where a clause applies."""

    EU = "eu", _("European Union")
    US = "us", _("United States")
    UK = "uk", _("United Kingdom")
    SOUTH_KOREA = "kr", _("South Korea")
    CHINA = "cn", _("China")
    EMBARGOED = "us-embargoed", _("countries under US embargo")


class FieldOfUse(TextChoices):
    """Fields of use that licences commonly bar."""

    MILITARY = "military", _("military and weapons")
    SURVEILLANCE = "surveillance", _("surveillance")
    BIOMETRICS = "biometrics", _("biometric processing")
    CRITICAL_INFRASTRUCTURE = "critical-infrastructure", _("critical infrastructure")
    REGULATED_ADVICE = "regulated-advice", _("legal, medical or financial advice without a licence")
    AUTOMATED_DECISIONS = "automated-decisions", _("automated decisions about people's rights")
    LAW_ENFORCEMENT = "law-enforcement", _("law enforcement")
    SEXUAL_CONTENT = "sexual-content", _("sexual content")
    DISINFORMATION = "disinformation", _("deception and disinformation")
    DISCRIMINATION = "discrimination", _("discrimination")
    HARASSMENT = "harassment", _("harassment and defamation")
    MINORS = "minors", _("exploiting or harming minors")
    PERSONAL_DATA = "personal-data", _("misuse of personal data")
    ILLEGAL = "illegal", _("illegal acts")
    COMPETING_MODELS = "competing-models", _("building competing models")
    PRODUCTION = "production", _("production use")


class SourceKind(TextChoices):
    """What sort of document a source is. All but the last are primary: the vendor or the steward wrote it."""

    LICENCE_TEXT = "licence-text", _("Licence text")
    USE_POLICY = "use-policy", _("Use policy")
    TERMS_OF_SERVICE = "terms-of-service", _("Terms of service")
    MODEL_CARD = "model-card", _("Model card")
    REPOSITORY = "repository", _("Repository")
    REPORT = "report", _("Technical report")
    ANNOUNCEMENT = "announcement", _("Vendor announcement")
    DOCUMENTATION = "documentation", _("Vendor documentation")
    STANDARD = "standard", _("Standard or register")
    ARCHIVE = "archive", _("Archived copy of a vendor's text")
    THIRD_PARTY = "third-party", _("Third party")


class Verdict(TextChoices):
    """How a claim holds against the evidence."""

    ACCURATE = "accurate", _("accurate")
    PARTLY = "partly", _("partly accurate")
    MISLEADING = "misleading", _("misleading")
    FALSE = "false", _("false")
    NOT_CHECKABLE = "not-checkable", _("not checkable")


class Permission(TextChoices):
    """The answer to “may I?”, from the freest to the least free."""

    YES = "yes", pgettext_lazy("permission", "yes")
    YES_IF = "yes-if", pgettext_lazy("permission", "yes, if …")
    UNCLEAR = "unclear", pgettext_lazy("permission", "unclear")
    ASK = "ask", pgettext_lazy("permission", "ask the vendor")
    NO = "no", pgettext_lazy("permission", "no")


class Offering(TextChoices):
    """What somebody wants to do with a model."""

    INTERNAL = "internal", _("run it inside the organisation")
    PRODUCT = "product", _("build it into a product or service for customers")
    SERVICE = "service", _("offer the model itself as a service")
    REDISTRIBUTE = "redistribute", _("pass the weights on")
    FINE_TUNE = "fine-tune", _("fine-tune it and publish the result")
    TRAIN = "train", _("train another model on its outputs")
    RESEARCH = "research", _("do research with it")


class Use(TextChoices):
    """Whether money is to be made."""

    COMMERCIAL = "commercial", _("commercial")
    NON_COMMERCIAL = "non-commercial", _("non-commercial")


class Seat(TextChoices):
    """Where the user lives or the organisation has its seat."""

    EU = "eu", _("European Union")
    US = "us", _("United States")
    UK = "uk", _("United Kingdom")
    SOUTH_KOREA = "kr", _("South Korea")
    CHINA = "cn", _("China")
    OTHER = "other", _("elsewhere")


class Party(TextChoices):
    """Who wants to use a model."""

    PERSON = "person", _("a private person")
    COMPANY = "company", _("a company")
    NON_PROFIT = "non-profit", _("a non-profit organisation")
    PUBLIC_BODY = "public-body", _("a public body")


class Currency(TextChoices):
    """The currency of a revenue."""

    USD = "usd", _("US dollars")
    EUR = "eur", _("euros")


class RecordKind(TextChoices):
    """What one document of the catalogue is about."""

    VENDOR = "vendor", _("vendor")
    DIMENSION = "dimension", _("dimension")
    LICENCE = "licence", _("licence")
    MODEL = "model", _("model")
    ARTICLE = "article", _("article")


class ProposalState(TextChoices):
    """Where an edit stands on its way to readers."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in-review", _("in review")
    CHANGES_ASKED = "changes-asked", _("changes asked for")
    PUBLISHED = "published", _("published")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ProposalStep(TextChoices):
    """What somebody did with a proposal."""

    CREATED = "created", _("created")
    EDITED = "edited", _("edited")
    SUBMITTED = "submitted", _("sent for review")
    COMMENTED = "commented", _("commented")
    CHANGES_ASKED = "changes-asked", _("asked for changes")
    REBASED = "rebased", _("carried over to what is published now")
    PUBLISHED = "published", _("published")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ChangeWay(TextChoices):
    """How a published change came about."""

    PROPOSAL = "proposal", _("proposal")
    IMPORT = "import", _("import of files")


class Reach(TextChoices):
    """What the last look at an address found."""

    REACHED = "reached", _("reached")
    MOVED = "moved", _("moved to another address")
    GONE = "gone", _("not there any more")
    REFUSED = "refused", _("refused to answer us")
    FAILING = "failing", _("answers with an error")
    UNREACHABLE = "unreachable", _("not reachable")
    FORBIDDEN = "forbidden", _("not an address we may ask")


READABLE = (Reach.REACHED, Reach.MOVED)


class Trouble(TextChoices):
    """What stood in the way of a look at an address, where that was not the status of the answer."""

    BAD_ADDRESS = "bad-address", _("not a web address")
    CREDENTIALS = "credentials", _("has a user name or password in it")
    PORT = "port", _("not on the port of the web")
    NOT_PUBLIC = "not-public", _("leads into a network that is not public")
    NO_HOST = "no-host", _("there is no host of that name")
    NO_CONNECTION = "no-connection", _("no connection")
    CERTIFICATE = "certificate", _("no trustworthy encryption")
    TIME_OUT = "time-out", _("takes too long")
    BROKEN = "broken", _("the answer breaks off or is not HTTP")
    REDIRECTS = "redirects", _("redirects too often")
    CIRCLE = "circle", _("redirects in a circle")
    NOWHERE = "nowhere", _("redirects to nowhere")
    FRONT_PAGE = "front-page", _("ends at the front page")


class ReportState(TextChoices):
    """What became of a reader's report."""

    NEW = "new", _("new")
    TAKEN_UP = "taken-up", _("taken up")
    DONE = "done", _("settled")
    DISMISSED = "dismissed", _("dismissed")

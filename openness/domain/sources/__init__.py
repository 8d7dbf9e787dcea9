"""Do the cited addresses still answer?"""

from openness.domain.sources.findings import Look, PutOff
from openness.domain.sources.keeping import NotCited, Offline, check, citing, due, keep
from openness.domain.sources.looking import host_of
from openness.domain.sources.politeness import Manners

__all__ = ["Look", "Manners", "NotCited", "Offline", "PutOff", "check", "citing", "due", "host_of", "keep"]

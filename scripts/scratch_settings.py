"""The settings of a site that lives in a scratch folder."""

import os
from pathlib import Path

from openness.settings import *  # noqa: F403

HISTORY_DIR = os.path.join(os.environ["SCRATCH_FOLDER"], "history")
BULK_DIR = os.path.join(os.environ["SCRATCH_FOLDER"], "bulk")
STATIC_ROOT = Path(os.environ["SCRATCH_FOLDER"]) / "static"

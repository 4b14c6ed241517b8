"""The steps from one version of the database to the next."""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent

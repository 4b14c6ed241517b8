"""Spark as it is installed here: an extra, looked for only where somebody asks for it."""

from __future__ import annotations

import logging
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import ibis
from ibis.config import Config

from catalog.errors import BadInput

_TALKERS: Final = ("DataFrameQueryContextLogger", "SQLQueryContextLogger")


class SparkOptions(Config):  # type: ignore[misc]  # Ibis says no types
    """What Ibis asks of its Spark back end when it writes Spark's SQL; loading all of that takes seconds."""

    treat_nan_as_null: bool = False


def pyspark_here() -> Any:
    """Return PySpark, ready to be used. Raises ``BadInput`` where it or Java is missing."""
    try:
        with unwarned():
            import pyspark.sql  # noqa: PLC0415  # an extra, and slow
            import pyspark.testing.utils  # noqa: PLC0415  # it loads this itself, later, and warns
    except ImportError as error:
        raise BadInput(
            "Spark is not installed here", hint="install it: pip install 'p20w-catalog[spark]'"
        ) from error
    home = os.environ.get("JAVA_HOME")
    if not (Path(home, "bin", "java").exists() if home else shutil.which("java")):
        raise BadInput(
            "there is no Java here, which Spark needs",
            hint="install Java 17 or newer, or name its folder in JAVA_HOME",
        )
    if ibis.options.pyspark is None:
        ibis.options.pyspark = SparkOptions()
    _hush()
    return pyspark


def _hush() -> None:
    """Keep PySpark from writing errors to the terminal, whose words quote values of the data."""
    from pyspark.logger import PySparkLogger  # noqa: PLC0415  # an extra

    for name in _TALKERS:
        PySparkLogger.getLogger(name).disabled = True
    logging.getLogger("py4j").setLevel(logging.CRITICAL + 1)


def version() -> str:
    """Return the engine's name and version, as a receipt tells it. Raises ``BadInput``."""
    return f"Apache Spark {pyspark_here().__version__}"


@contextmanager
def unwarned() -> Iterator[None]:
    """Keep to itself what PySpark has to say to developers of its versions of other packages."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield

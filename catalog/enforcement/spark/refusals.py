"""What is said of an error on Spark: what is wrong, in words of ours. Its own quote values and plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from catalog.enforcement.spark.rows import MISFIT
from catalog.enforcement.spark.shipped import DAMAGED, FULL, UNREADABLE, UNWRITABLE
from catalog.errors import BadInput, CatalogError, WriteRefused


def _misfit() -> CatalogError:
    return BadInput(
        "a value of the data is not of its column's type, or not written as every engine reads it",
        hint="`p20w tranche` names the rows",
    )


def _damaged() -> CatalogError:
    return BadInput("the data is damaged, cut short or cannot be read whole: nothing was let through")


def _unreadable() -> CatalogError:
    return BadInput(
        "a worker cannot read the data", hint="data and output lie in folders that all machines see as one"
    )


def _full() -> CatalogError:
    return WriteRefused("the disk is full: nothing was let through", hint="make room and gate again")


def _memory() -> CatalogError:
    return BadInput(
        "the data needs more memory than the workers may take",
        hint="give them more (`spark.executor.memory`)",
    )


def _unlike() -> CatalogError:
    return BadInput(
        "the workers' Python is not the driver's",
        hint="they need the same version, with PySpark and PyArrow; name it in PYSPARK_PYTHON",
    )


def _unwritable() -> CatalogError:
    return WriteRefused(
        "a worker cannot write beside the output",
        hint="workers run as the user who gates, and see the output's folder",
    )


def lost() -> CatalogError:
    """Return the error of work that no worker does any more."""
    return BadInput("the workers were lost: nothing was let through", hint="look after them and gate again")


_SAYINGS: Final[tuple[tuple[Callable[[], CatalogError], tuple[str, ...]], ...]] = (
    (_misfit, (MISFIT,)),
    (_damaged, (DAMAGED,)),
    (_unreadable, (UNREADABLE,)),
    (_full, (FULL, "No space left", "File too large", "Disk quota", "Not enough space")),
    (_memory, ("OutOfMemoryError", "Java heap space", "OUT_OF_MEMORY", "Cannot allocate memory")),
    (_unlike, ("PYTHON_VERSION_MISMATCH", "ModuleNotFoundError", "ImportError", "Cannot run program")),
    (_misfit, ("CAST_INVALID_INPUT", "CAST_OVERFLOW", "NUMERIC_VALUE_OUT_OF_RANGE", "ARITHMETIC_OVERFLOW")),
    (_unwritable, (UNWRITABLE, "Permission denied", "Mkdirs failed", "AccessDenied")),
    (lost, ("ExecutorLostFailure", "Job aborted due to stage failure: Master", "SparkContext was shut down")),
)


def rewritten(error: Exception) -> CatalogError:
    """Return an error that says what is wrong and quotes nothing of the data."""
    if isinstance(error, CatalogError):
        return error
    said = str(error)
    return next((ours for ours, words in _SAYINGS if any(word in said for word in words)), _damaged)()

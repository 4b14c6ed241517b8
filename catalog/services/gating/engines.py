"""Which engine a release is made on. Libraries are loaded where one is: some take a good part of a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

from catalog.enforcement.embedded import Embedded, Source, opened
from catalog.enforcement.keys import HashKey
from catalog.enforcement.recipe import Recipe, Written
from catalog.services.gating.asking import OutputKind
from catalog.services.gating.working import Work


class Engine(Protocol):
    """What every engine does with a recipe."""

    @property
    def name(self) -> str:
        """The engine and its version, as a receipt tells them."""
        ...

    def write(self, recipe: Recipe, out: Path, *, kind: OutputKind, tell: Any) -> Written:
        """Write what a recipe lets through."""
        ...

    def ask(self, expression: Any) -> list[tuple[Any, ...]]:
        """Return the rows of an expression over the input."""
        ...

    def count(self) -> int:
        """Count the rows of the input, by reading all of it."""
        ...


@contextmanager
def engine_on(
    work: Work, recipe: Recipe, *, scratch: Path, key: HashKey | None, often: bool
) -> Iterator[Engine]:
    """Give the engine on the data. A table that is looked at ``often`` is read once, and kept for it."""
    with ExitStack() as stack:
        if work.master is not None:
            yield _cluster(work, recipe, scratch=scratch, key=key, stack=stack)
        else:
            embedded = _embedded(work, recipe, scratch=scratch, key=key, often=often, stack=stack)
            yield _streaming(work, embedded, key=key) or embedded


def _cluster(work: Work, recipe: Recipe, *, scratch: Path, key: HashKey | None, stack: ExitStack) -> Engine:
    from catalog.enforcement.spark.engine import opened_on_spark  # noqa: PLC0415  # an extra

    files = Source(data=work.data, columns=recipe.columns)
    own = scratch / "spark"
    own.mkdir(mode=0o700)
    return stack.enter_context(opened_on_spark(files, scratch=own, master=work.master or "", key=key))


def _embedded(
    work: Work, recipe: Recipe, *, scratch: Path, key: HashKey | None, often: bool, stack: ExitStack
) -> Embedded:
    stream = None
    if work.place is not None:
        from catalog.enforcement.inputs.tables import streamed  # noqa: PLC0415  # brings SQLAlchemy

        stream = stack.enter_context(streamed(work.place, [column.name for column in recipe.columns]))
    source = Source(data=work.data, columns=recipe.columns, stream=stream, kept=often)
    return stack.enter_context(opened(source, scratch=scratch, key=key))


def _streaming(work: Work, embedded: Embedded, *, key: HashKey | None) -> Engine | None:
    """Return the engine that streams from Parquet to Parquet, where it takes the data."""
    if not work.kind == work.data.kind == "parquet":
        return None
    from catalog.enforcement.streaming import Streaming, streams  # noqa: PLC0415  # brings Polars

    return Streaming(work.data, embedded, key=key) if streams(work.data) else None

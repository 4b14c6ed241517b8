"""Work on many files, shared out among as many processes as there are cores."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.sharedctypes import Synchronized
from typing import Any, Final, TypeVar, cast

from catalog.errors import CatalogError, WriteRefused

R = TypeVar("R")
Part = Sequence[int]
_FEW: Final = 100
"""For fewer things nobody else is called in."""
_SEVERAL: Final = 2
_MOST: Final = 8
"""More processes would wait for the disk."""


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shared_out(
    parts: Sequence[Part], work: Callable[[Part], R], *, tell: Callable[[int], None]
) -> Iterator[R]:
    """Yield what a function makes of each part, in no order; ``tell`` how many things are done.

    What it does to a file is done for all; what it does to anything in memory is seen by nobody else. Raises
    the ``OSError`` that hindered it, and ``WriteRefused`` where a process was killed.
    """
    hands = min(cores(), len(parts), _MOST)
    alone = hands < _SEVERAL or not hasattr(os, "fork") or sum(map(len, parts)) < _FEW
    done = 0
    for part, made in ((part, work(part)) for part in parts) if alone else _by_many(parts, work, hands=hands):
        done += len(part)
        tell(done)
        yield made


def beside(work: Callable[[], R]) -> Callable[[], R]:
    """Begin work in a process beside this one; return what waits for the outcome, and raises what it raised.

    With one core it is done when its outcome is asked for.
    """
    if cores() == 1 or not hasattr(os, "fork"):
        return work
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_done, args=(there, work), daemon=True)
    process.start()
    there.close()

    def outcome() -> R:
        try:
            found, error = _received(here)
        finally:
            process.terminate()
            process.join()
        if isinstance(error, OSError):
            raise error
        if error is not None:
            kind, message, hint = error
            raise kind(message, hint=hint)
        return cast("R", found)

    return outcome


def _done(end: Connection, work: Callable[[], object]) -> None:
    try:
        end.send((work(), None))
    except CatalogError as error:
        end.send((None, (type(error), error.told, error.advice)))
    except OSError as error:
        end.send((None, error))


def _received(end: Connection) -> Any:
    try:
        return end.recv()
    except EOFError:
        raise WriteRefused(
            "a process that helped came to its end before its work did",
            hint="run the command again: what is written already stays",
        ) from None


def _by_many(parts: Sequence[Part], work: Callable[[Part], R], *, hands: int) -> Iterator[tuple[Part, R]]:
    """Let processes, copied from this one as it is, each take the next part until none is left."""
    context = multiprocessing.get_context("fork")
    taken = context.Value("L", 0)
    processes, ends = [], []
    try:
        for _ in range(hands):
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=_worked, args=(there, parts, taken, work), daemon=True)
            process.start()
            there.close()
            processes.append(process)
            ends.append(here)
        for at, made in _collected(ends):
            yield parts[at], made
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _collected(ends: list[Connection]) -> Iterator[Any]:
    waiting = set(ends)
    while waiting:
        for end in cast("list[Connection]", wait(list(waiting))):
            told = _received(end)
            if told is None:
                waiting.discard(end)
            elif isinstance(told, OSError):
                raise told
            else:
                yield told


def _worked(
    end: Connection, parts: Sequence[Part], taken: Synchronized[int], work: Callable[[Part], object]
) -> None:
    try:
        while (at := _next(taken)) < len(parts):
            end.send((at, work(parts[at])))
        end.send(None)
    except OSError as error:
        end.send(error)


def _next(taken: Synchronized[int]) -> int:
    with taken.get_lock():
        taken.value += 1
        return taken.value - 1

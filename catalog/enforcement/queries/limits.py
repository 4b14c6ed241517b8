"""How much a statement may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a statement may take: memory in MiB, threads, and seconds."""

    memory: int = 2048
    threads: int = 2
    seconds: float = 60

"""A form that is sent twice, by a double click or from an older page, is taken once."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from flask import Flask, current_app, request

from catalog.access.doors import viewer

_NAME: Final = "p20w-doubles"
_MOST: Final = 2000
_UNLIKE: Final = frozenset({"csrf_token"})


class Doubles:
    """Which forms were taken, and where each led to. Only the newest are remembered."""

    def __init__(self) -> None:
        self._alone = threading.Lock()
        self._taken: OrderedDict[str, str] = OrderedDict()
        self._under_way: dict[str, tuple[threading.Lock, int]] = {}

    @contextmanager
    def one_at_a_time(self, form: str) -> Iterator[None]:
        """Hold a form while it is taken; the same one, sent again meanwhile, waits for what came of it."""
        with self._alone:
            lock, waiting = self._under_way.get(form, (threading.Lock(), 0))
            self._under_way[form] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._alone:
                lock, waiting = self._under_way.pop(form)
                if waiting > 1:
                    self._under_way[form] = (lock, waiting - 1)

    def note(self, form: str, led_to: str) -> None:
        """Remember that a form was taken."""
        with self._alone:
            self._taken[form] = led_to
            while len(self._taken) > _MOST:
                self._taken.popitem(last=False)

    def led_to(self, form: str) -> str | None:
        """Return where a form led to that was taken already."""
        with self._alone:
            return self._taken.get(form)


def doubles() -> Doubles:
    """Return what the application that answers remembers."""
    found: Doubles = current_app.extensions.setdefault(_NAME, Doubles())
    return found


def hold_doubles(app: Flask) -> None:
    """Let an application remember which forms it took."""
    app.extensions[_NAME] = Doubles()


def form_sent() -> str:
    """Return what tells this request's form, with whoever sends it, from every other one."""
    who = viewer()
    found = hashlib.sha256(repr((None if who is None else who.id, request.path)).encode())
    for name, value in sorted(request.form.items(multi=True)):
        if name not in _UNLIKE:
            found.update(repr((name, value)).encode())
    for name, file in sorted(request.files.items(multi=True)):
        found.update(repr((name, file.filename)).encode())
    return found.hexdigest()

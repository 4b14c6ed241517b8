"""A form that is sent twice, by a double click or from an older page, is taken once."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from flask import current_app, redirect, request
from flask.typing import ResponseReturnValue

from catalog.access.doors import viewer
from catalog.phrases import phrase
from catalog.web.showing import link, tell

_NAME: Final = "p20w-doubles"
_MOST: Final = 2000
_SEE_OTHER: Final = 303
_ONCE: Final = phrase("This form was sent twice; it was recorded once.")


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


def once(act: Callable[[], str]) -> ResponseReturnValue:
    """Do what a form asks for and lead on to where that is shown, unless this very form was taken already."""
    form = form_sent()
    with doubles().one_at_a_time(form):
        where = doubles().led_to(form)
        if where is None:
            where = act()
            doubles().note(form, where)
        else:
            tell(_ONCE)
        return redirect(link(where), code=_SEE_OTHER)


def form_sent() -> str:
    """Return what tells this form as it was shown, with what was typed and sent, from every other one.

    The token in it is of one showing: the same words typed in a page that was opened anew are new words.
    """
    who = viewer()
    found = hashlib.sha256(repr((None if who is None else who.id, request.path)).encode())
    for name, value in sorted(request.form.items(multi=True)):
        found.update(repr((name, value)).encode())
    for name, file in request.files.items(multi=True):
        found.update(repr((name, file.filename, hashlib.sha256(file.stream.read()).hexdigest())).encode())
        file.stream.seek(0)
    return found.hexdigest()

"""An answer that is ready is the one that the application gave, and nobody else's."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from catalog.access.reach import READY, SPOKEN
from catalog.app.ready import Ready
from catalog.services.current import Current

PLAIN = {"REQUEST_METHOD": "GET", "PATH_INFO": "/a", "HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}


class Stand:
    """An application that counts how often it is asked, before a catalog whose state can be changed."""

    def __init__(self) -> None:
        self.asked = 0
        self.told: list[float] = []
        self.status = "200 OK"
        self.headers = [("Content-Type", "text/html"), ("ETag", 'W/"1"')]
        self.says_ready = True
        self.reading = SimpleNamespace(snapshot=SimpleNamespace(digest="sha256:1"), today="2026-11-30")
        catalog = cast("Current", SimpleNamespace(now=lambda: self.reading))
        self.ready = Ready(cast("Any", self), catalog, tell=self.told.append)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer with the address, the catalog and how often it was asked."""
        self.asked += 1
        if self.says_ready:
            environ[READY] = True
        start_response(self.status, self.headers)
        body = f"{environ['PATH_INFO']} {self.reading.snapshot.digest} {self.asked}".encode()
        return _Closable([body])

    def get(self, **environ: str) -> tuple[str, list[tuple[str, str]], bytes]:
        """Ask, and return what is answered."""
        said: list[Any] = []
        answer = self.ready(
            {**PLAIN, **environ}, cast("Any", lambda status, headers: said.append((status, headers)))
        )
        return (*said[-1], b"".join(answer))


class _Closable(list[bytes]):
    def close(self) -> None:
        """Close it, as servers do."""


def test_the_second_to_ask_gets_the_same_answer_and_nobody_works() -> None:
    stand = Stand()
    first, second = stand.get(), stand.get()
    assert first == second == ("200 OK", stand.headers, b"/a sha256:1 1")
    assert stand.asked == 1
    assert len(stand.told) == 1


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_COOKIE": "session=1"},
        {"HTTP_AUTHORIZATION": "Bearer 1"},
        {"HTTP_IF_NONE_MATCH": 'W/"1"'},
        {"HTTP_IF_MODIFIED_SINCE": "Mon, 30 Nov 2026 00:00:00 GMT"},
        {"HTTP_RANGE": "bytes=0-1"},
        {"HTTP_ACCEPT_ENCODING": "identity"},
        {"HTTP_ACCEPT_ENCODING": "gzip;q=0"},
        {"QUERY_STRING": "q=1"},
        {"REQUEST_METHOD": "HEAD"},
        {"REQUEST_METHOD": "POST"},
    ],
)
def test_who_asks_for_something_of_their_own_asks_the_application(environ: dict[str, str]) -> None:
    stand = Stand()
    stand.get()
    stand.get(**environ)
    stand.get(**environ)
    assert stand.asked == 3


@pytest.mark.parametrize("other", [{"PATH_INFO": "/b"}, {SPOKEN: "es"}, {"SCRIPT_NAME": "/catalog"}])
def test_another_address_or_language_is_another_answer(other: dict[str, str]) -> None:
    stand = Stand()
    stand.get()
    stand.get(**other)
    assert stand.asked == 2


def test_nothing_of_an_earlier_catalog_or_day_is_sent() -> None:
    stand = Stand()
    stand.get()
    stand.reading.snapshot.digest = "sha256:2"
    assert stand.get()[2] == b"/a sha256:2 2"
    stand.reading.today = "2026-12-01"
    assert stand.get()[2] == b"/a sha256:2 3"


def test_an_answer_during_which_the_catalog_changed_is_not_kept() -> None:
    stand = Stand()
    seen = iter(["sha256:1", "sha256:2", "sha256:1", "sha256:1"])
    stand.ready._catalog = cast(
        "Current",
        SimpleNamespace(
            now=lambda: SimpleNamespace(snapshot=SimpleNamespace(digest=next(seen)), today="2026-11-30")
        ),
    )
    stand.get()
    stand.get()
    assert stand.asked == 2


def test_only_what_a_view_says_is_for_everybody_is_kept() -> None:
    stand = Stand()
    stand.says_ready = False
    stand.get()
    stand.get()
    assert stand.asked == 2


@pytest.mark.parametrize(
    "status, headers", [("404 NOT FOUND", []), ("200 OK", [("Set-Cookie", "session=1")])]
)
def test_neither_a_failure_nor_a_cookie_is_kept(status: str, headers: list[tuple[str, str]]) -> None:
    stand = Stand()
    stand.status, stand.headers = status, headers
    stand.get()
    stand.get()
    assert stand.asked == 2

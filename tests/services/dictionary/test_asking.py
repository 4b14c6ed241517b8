"""A search is read from an address and written as one, and nothing that is typed breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from catalog.services.dictionary.asking import Way, asked_of
from catalog.services.dictionary.results import Asked

NARROWED = Asked(words="birth date", filters={"partner": ("cde", "uc"), "kind": ("element",)}, page=3)


def read(address: str) -> Asked:
    query = address.partition("?")[2]
    pairs = [part.split("=") for part in query.split("&") if part]
    return asked_of(MultiDict([(name, value.replace("+", " ")) for name, value in pairs]), language="en")


def test_an_address_has_all_that_was_asked() -> None:
    address = Way(NARROWED).here()
    assert address == "search.html?q=birth+date&partner=cde&partner=uc&page=3"
    assert read(address).filters == {"partner": ("cde", "uc")}


def test_nearby_searches_begin_on_their_first_page() -> None:
    way = Way(NARROWED)
    assert way.without("partner", "uc") == "search.html?q=birth+date&partner=cde"
    assert way.without_all() == "search.html?q=birth+date"
    assert way.only("kind", "decision") == "search.html?q=birth+date&kind=decision&partner=cde&partner=uc"
    assert way.saying("grade") == "search.html?q=grade&partner=cde&partner=uc"
    assert way.sorted_by("title").endswith("&sort=title")
    assert way.file("csv") == "search.csv?q=birth+date&partner=cde&partner=uc"


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "9" * 99, "1e3", "²", "٣"])
def test_a_page_that_is_none_is_the_first(page: str) -> None:
    assert asked_of(MultiDict([("page", page)]), language="en").page == 1


def test_what_is_not_known_is_left_out() -> None:
    asked = asked_of(
        MultiDict([("colour", "red"), ("sort", "random"), ("kind", ""), ("topic", "k12")]), language="en"
    )
    assert asked == Asked(words="", filters={"topic": ("k12",)})


@given(
    st.lists(st.tuples(st.sampled_from(["q", "page", "sort", "partner", "kind", "x"]), st.text(max_size=40)))
)
def test_anything_is_read_and_can_be_written(pairs: list[tuple[str, str]]) -> None:
    asked = asked_of(MultiDict(pairs), language="es")
    assert Way(asked).here().startswith("search.html")
    assert asked.page >= 1

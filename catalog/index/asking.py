"""The query language: what people type becomes a small tree, whatever they type, in bounded time.

Words alone are the usual case. Beside them: ``"a phrase"``, ``begin*``, ``AND``, ``OR``, ``NOT`` (or a
minus), brackets, ``title:word``, and a facet as ``partner:cde``. Whoosh's parser reads it, with these
plug-ins alone: nothing that could cost more than its length.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from whoosh import query
from whoosh.fields import ID, Schema
from whoosh.qparser import QueryParser, plugins

from catalog.index.entries import FACETS
from catalog.index.words import chunks, composed, pieces

MOST_CHARACTERS: Final = 600
MOST_WORDS: Final = 32
_MOST_TYPED: Final = 4 * MOST_CHARACTERS
_MOST_BRACKETS: Final = 12
_WORDS: Final = "words"
_TITLE: Final = "title"
_MINUS: Final = re.compile(r"(?:(?<=\s)|^)-(?=\w)")
_OVER_AND_OVER: Final = re.compile(r"\b(AND|OR|NOT)\s+(?:\1\s+)+")
_BRACKETS: Final = re.compile(r"[()]")
_OPERATOR: Final = re.compile(r'["*()]|\b(?:AND|OR|NOT)\b|\w:\S|(?:\s|^)-\w')


@dataclass(frozen=True, slots=True)
class Word:
    """A word, by its pieces: ``k-12`` has two."""

    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side, as they are written."""

    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Begin:
    """The beginning of a word."""

    text: str


@dataclass(frozen=True, slots=True)
class InTitle:
    """A word of a name."""

    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """A facet's value."""

    facet: str
    value: str


@dataclass(frozen=True, slots=True)
class Every:
    """All of several."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of several."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Whatever another does not find."""

    part: Tree


Tree = Word | Phrase | Begin | InTitle | Has | Every | Either | Without


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was typed, as it is searched for.

    ``words`` are the words when nothing but words was typed; ``tree`` when there was more. Neither means
    that there was nothing in it to search for. ``cut`` says that the end was left out.
    """

    text: str
    words: tuple[Word, ...]
    tree: Tree | None
    cut: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to search for."""
        return not self.words and self.tree is None


def read(typed: str) -> Question:
    """Read what was typed. Nothing is refused: what is too long is cut, what makes no sense is words."""
    clean = cleaned(typed[:_MOST_TYPED])
    text, cut = clean[:MOST_CHARACTERS], len(clean) > MOST_CHARACTERS or len(typed) > _MOST_TYPED
    if not _OPERATOR.search(text):
        words = _words(text)
        return Question(text=text, words=words[:MOST_WORDS], tree=None, cut=cut or len(words) > MOST_WORDS)
    tree = _parsed(text)
    plain = _plain(tree)
    if plain is not None:
        return Question(text=text, words=plain[:MOST_WORDS], tree=None, cut=cut or len(plain) > MOST_WORDS)
    if tree is not None and _leaves(tree) > MOST_WORDS:
        return Question(text=text, words=_words(text)[:MOST_WORDS], tree=None, cut=True)
    return Question(text=text, words=(), tree=tree, cut=cut)


def cleaned(typed: str) -> str:
    r"""Return the text without what nobody sees: controls, marks of direction, halves of characters.

    >>> cleaned("pupil\x00 \u202egrade  ")
    'pupil grade'
    """
    if typed.isascii() and typed.isprintable():
        return " ".join(typed.split())
    seen = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs", "Co", "Cn") else letter
        for letter in typed
        if unicodedata.category(letter) != "Cf"
    )
    return " ".join(composed(seen).split())


def _words(text: str) -> tuple[Word, ...]:
    found = (pieces(chunk.group()) for chunk in chunks(text))
    return tuple(dict.fromkeys(Word(one) for one in found if one))


@cache
def _parser() -> QueryParser:
    fields = {name: ID() for name in (_WORDS, _TITLE, *FACETS)}
    return QueryParser(
        _WORDS,
        Schema(**fields),
        plugins=[
            plugins.WhitespacePlugin(),
            plugins.PhrasePlugin(),
            plugins.PrefixPlugin(),
            plugins.FieldsPlugin(),
            plugins.GroupPlugin(),
            plugins.OperatorsPlugin(AndNot=None, AndMaybe=None, Require=None),
        ],
    )


def _parsed(text: str) -> Tree | None:
    if text.count("(") > _MOST_BRACKETS or text.count("(") != text.count(")"):
        text = _BRACKETS.sub(" ", text)
    text = _BRACKETS.sub(r" \g<0> ", text)  # Whoosh would take a bracket for the beginning of a begin*
    said = _OVER_AND_OVER.sub(r"\1 ", _MINUS.sub("NOT ", text))
    try:
        return _tree(_parser().parse(said, normalize=False))
    except IndexError:  # Whoosh's, for an operator that has nothing to work on
        return _tree(query.And([query.Term(_WORDS, chunk.group()) for chunk in chunks(text)]))


def _tree(found: Any) -> Tree | None:
    """Return our own tree for Whoosh's; what has no words in it is left out."""
    if isinstance(found, query.And | query.Or):
        return _of_several(found)
    if isinstance(found, query.Not):
        part = _tree(found.query)
        return None if part is None else Without(part)
    if isinstance(found, query.Phrase):
        said = tuple(
            piece for word in found.words for chunk in chunks(word) for piece in pieces(chunk.group())
        )
        return Phrase(said) if said else None
    if isinstance(found, query.Prefix):
        said = tuple(piece for chunk in chunks(found.text) for piece in pieces(chunk.group()))
        return Begin("".join(said)) if said else None
    if isinstance(found, query.Term):
        return _term(found.fieldname, str(found.text))
    return None


def _of_several(found: Any) -> Tree | None:
    parts = tuple(part for part in map(_tree, found.subqueries) if part is not None)
    if len(parts) <= 1:
        return parts[0] if parts else None
    return Every(parts) if isinstance(found, query.And) else Either(parts)


def _term(field: str, text: str) -> Tree | None:
    if field in FACETS:
        return Has(field, text.casefold())
    said = [pieces(chunk.group()) for chunk in chunks(text)]
    words: list[Tree] = [InTitle(one) if field == _TITLE else Word(one) for one in said if one]
    if len(words) <= 1:
        return words[0] if words else None
    return Every(tuple(words))


def _plain(tree: Tree | None) -> tuple[Word, ...] | None:
    """Return the words of a tree that has nothing but words."""
    if isinstance(tree, Word):
        return (tree,)
    if isinstance(tree, Every):
        parts = [_plain(part) for part in tree.parts]
        if all(part is not None for part in parts):
            return tuple(dict.fromkeys(word for part in parts for word in part or ()))
    return None


def _leaves(tree: Tree) -> int:
    if isinstance(tree, Every | Either):
        return sum(map(_leaves, tree.parts))
    return _leaves(tree.part) if isinstance(tree, Without) else 1

"""Read the text of a statement: plain SQL of one kind, on which no two readers of SQL could differ."""

from __future__ import annotations

import logging
import re
import unicodedata
from typing import Final

from sqlglot import Token, TokenType, exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

from catalog.enforcement.queries.refusing import NotRead, mark_places, refuse
from catalog.records.query import Place, QueryReason

LONGEST: Final = 100_000
"""A statement of more letters is not read."""

DEEPEST: Final = 60
"""A statement with more brackets within each other is not read."""

# The parser logs statements that it does not know; here they are refused, and told to who asked alone.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

_DIALECT: Final = Dialect.get_or_raise("duckdb")
_PIECES: Final = re.compile(
    r"""(?P<string>'(?:[^']|'')*')
      | (?P<name>"(?:[^"]|"")*")
      | (?P<comment>--|/\*)
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<number>[0-9.][A-Za-z0-9_.]*)
      | (?P<sign>[(),;*+\-/%<>=!|:])
      | (?P<space>[ \t\r\n]+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_NUMBER: Final = re.compile(r"\.|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][0-9]+)?")
_HELD: Final = frozenset({"string", "name", "word", "number"})
_FIRST: Final = frozenset({TokenType.SELECT, TokenType.WITH, TokenType.L_PAREN})
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_BEFORE_NO_COMMA: Final = frozenset(
    {TokenType.SELECT, TokenType.FROM, TokenType.DISTINCT, TokenType.COMMA, TokenType.L_PAREN}
)
_AFTER_NO_COMMA: Final = frozenset(
    {TokenType.FROM, TokenType.WHERE, TokenType.ORDER_BY, TokenType.HAVING, TokenType.R_PAREN}
)
_BEFORE_BARE_FROM: Final = frozenset(
    {TokenType.L_PAREN, TokenType.UNION, TokenType.ALL, TokenType.EXCEPT, TokenType.INTERSECT}
)


def parse(text: str) -> exp.Expression:
    """Return the one statement of a text, with the place of each word written on it; raise ``NotRead``.

    Only plain text is read: quotation marks of two kinds, words, numbers and the signs of SQL. There are no
    comments, escapes, parameters, or letters that are not seen.
    """
    quoted = _screen(text)
    try:
        tokens = _DIALECT.tokenize(text)
    except SqlglotError as error:
        raise refuse("unparsable", "the statement cannot be read as SQL") from error
    tokens = _one_statement(tokens, text)
    _agree(tokens, quoted, text)
    try:
        statements = _DIALECT.parser().parse(tokens, text)
    except SqlglotError as error:
        raise _unparsable(error) from error
    found = statements[0] if len(statements) == 1 else None
    if not isinstance(found, exp.Expression):
        raise refuse("not-one-statement", "exactly one statement is read")
    mark_places(found, text)
    return found


def _screen(text: str) -> list[str]:
    """Return what stands in quotation marks; raise ``NotRead`` for all that is not plain."""
    if len(text) > LONGEST:
        raise refuse("too-long", f"a statement of more than {LONGEST:,} letters is not read")
    quoted, depth, before = [], 0, None
    for piece in _PIECES.finditer(text):
        kind, said = piece.lastgroup, piece.group()
        if kind in {"string", "name"}:
            quoted.append(_unquoted(text, piece.start(), said))
        if before in _HELD and kind in _HELD and not _dotted(text, piece.start()):
            raise _at(
                text, piece.start(), "unparsable", "a quotation mark stands where a word ends or begins"
            )
        if kind == "number" and not _NUMBER.fullmatch(said) and not _names(said):
            raise _at(text, piece.start(), "unparsable", "a number is written as 12, 1.5 or 1e6")
        if kind == "comment":
            raise _at(text, piece.start(), "comment", "a statement with comments is not read; take them out")
        if kind == "other":
            raise _at(
                text, piece.start(), "unparsable", f"the sign {said!a} is not read outside quotation marks"
            )
        depth += (said == "(") - (said == ")")
        if depth > DEEPEST:
            raise _at(text, piece.start(), "too-deep", f"more than {DEEPEST} brackets stand in each other")
        before = kind
    return quoted


def _dotted(text: str, start: int) -> bool:
    return text[start] == "." or text[start - 1] == "."


def _names(said: str) -> bool:
    """Say whether what begins with a dot is the end of a name, as in ``a.b``."""
    return bool(re.fullmatch(r"(?:\.[A-Za-z_][A-Za-z0-9_]*)+\.?", said))


def _unquoted(text: str, start: int, said: str) -> str:
    within = said[1:-1]
    for offset, sign in enumerate(within, start=1):
        if sign != " " and unicodedata.category(sign) in _UNSEEN:
            raise _at(text, start + offset, "unparsable", "a sign within quotation marks is not seen")
    if said[0] == '"' and (not within or '"' in within):
        raise _at(text, start, "unparsable", "a name is empty, or has a quotation mark in it")
    return within.replace("''", "'") if said[0] == "'" else within


def _one_statement(tokens: list[Token], text: str) -> list[Token]:
    while tokens and tokens[-1].token_type is TokenType.SEMICOLON:
        tokens = tokens[:-1]
    if not tokens:
        raise refuse("not-one-statement", "there is no statement")
    before: TokenType | None = None
    for token in tokens:
        after_nothing = token.token_type is TokenType.COMMA and before in _BEFORE_NO_COMMA
        if after_nothing or (before is TokenType.COMMA and token.token_type in _AFTER_NO_COMMA):
            raise _at(text, token.start, "unparsable", "a comma stands beside nothing")
        if token.token_type is TokenType.SEMICOLON:
            raise _at(text, token.start, "not-one-statement", "exactly one statement is read")
        if token.token_type is TokenType.FROM and (before is None or before in _BEFORE_BARE_FROM):
            raise _at(text, token.start, "not-a-select", "FROM without SELECT is not read")
        before = token.token_type
    if before is TokenType.COMMA:
        raise _at(text, tokens[-1].start, "unparsable", "a comma stands beside nothing")
    if tokens[0].token_type not in _FIRST:
        raise _at(text, tokens[0].start, "not-a-select", "only SELECT is read, also after WITH")
    return tokens


def _agree(tokens: list[Token], quoted: list[str], text: str) -> None:
    """Hold the parser's own quotation marks against ours: both must have found the same ones."""
    theirs = [token.text for token in tokens if text[token.start] in "'\""]
    if theirs != quoted or any(token.comments for token in tokens):
        raise refuse("unparsable", "the quotation marks of the statement can be read in two ways")


def _unparsable(error: SqlglotError) -> NotRead:
    told = getattr(error, "errors", None) or [{}]
    line, column = told[0].get("line"), told[0].get("col")
    place = Place(line, column) if isinstance(line, int) and isinstance(column, int) else None
    detail = "the statement cannot be read as SQL"
    return NotRead(QueryReason(code="unparsable", detail=detail, place=place))


def _at(text: str, offset: int, code: str, detail: str) -> NotRead:
    before = text[:offset]
    line, column = before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
    return NotRead(QueryReason(code=code, detail=detail, place=Place(line, column)))

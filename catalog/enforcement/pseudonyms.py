"""The keyed hash: HMAC-SHA256 (RFC 2104) by a compiled library, a column at a time.

The embedded engine has SHA-256 and no HMAC, and does not use what processors have for it: said in its SQL, a
pseudonym takes more than twice the processor time (``docs/design/gate.md``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb
import polars as pl
import polars_hash as plh
import pyarrow as pa
from duckdb.func import PythonUDFType
from duckdb.sqltypes import VARCHAR

from catalog.enforcement.keys import HEX_DIGITS, HashKey
from catalog.enforcement.recipe import keyed_hash
from catalog.errors import BadInput

_VALUES: Final = "values"


def pseudonyms(names: Sequence[str], key: HashKey | None) -> list[pl.Expr]:
    """Return columns of texts as their pseudonyms. No value has none. Without a key it is ``BadInput``."""
    if key is None:
        raise BadInput("a column is to be pseudonymised, and there is no key")
    return [plh.col(name).chash.hmac_sha256(key=key.secret).str.slice(0, HEX_DIGITS) for name in names]


def bring_keyed_hash(connection: duckdb.DuckDBPyConnection, key: HashKey) -> None:
    """Bring the keyed hash, under the name that recipes know, to the embedded engine.

    The key stands in no query and no plan.
    """
    (made,) = pseudonyms([_VALUES], key)

    def hashed(values: pa.ChunkedArray) -> pa.ChunkedArray:
        return pl.DataFrame({_VALUES: pl.from_arrow(values)}).select(made).to_arrow().column(0)

    connection.create_function(keyed_hash.__name__, hashed, [VARCHAR], VARCHAR, type=PythonUDFType.ARROW)

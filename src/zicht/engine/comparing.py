"""Comparison of pairs of rows by splink, on the session's own database."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from zicht.engine.failures import retell
from zicht.engine.session import Columns, Session
from zicht.engine.words import sql
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.errors import ZichtError

Levels = Mapping[str, Sequence[Mapping[str, Any]]]

_PAIRS = "compared_pairs"


def compare_pairs(
    session: Session, table: str, key: str, *, left: Ints, right: Ints, levels: Levels
) -> Columns:
    """Compare pairs of rows of a table, field by field.

    Splink works on the connection of the session, so that its tables lie in the same bounded memory and the same
    encrypted spill. It writes no file, and every table that it made is dropped.

    Parameters
    ----------
    session : in which the table stands
    table : of the rows
    key : column with the number of each row
    left, right : numbers of the rows of each pair, the smaller one left
    levels : field to its levels of agreement, as splink reads them, the first that holds counts

    Returns
    -------
    in the order of `left` and `right`: `gamma_FIELD`, the level of each field, 0 the last and -1 the null level

    Raises
    ------
    ZichtError : without the values that splink or the database may have quoted
    """
    failure: ZichtError | None = None
    # The names and the order of these columns are those that splink expects of pairs.
    pairs = {"match_key": left * 0, "join_key_l": left, "join_key_r": right}
    session.write(_PAIRS, pairs)
    try:
        return _compared(session, table, key, levels)
    except duckdb.Error as error:
        # Without its text: the query is splink's, and may quote values.
        failure = retell(error, reveals_text=False)
    finally:
        session.drop(_PAIRS)
    raise failure  # outside the except clause: the error of the database does not travel along as its context


def _compared(session: Session, table: str, key: str, levels: Levels) -> Columns:
    # Only who links needs these.
    from splink import DuckDBAPI, Linker  # noqa: PLC0415

    from zicht.engine.parsed_settings import parsed_settings  # noqa: PLC0415

    database = DuckDBAPI(session._connection)
    rows = database.register(table)
    linker = Linker(
        rows,
        parsed_settings(json.dumps(_settings(key, levels))),
        log_level=logging.ERROR,
        # It would parse the condition of every level again, to log columns that are not in the table; here the database
        # refuses such a column, and the run stops.
        validate_settings=False,
    )
    tables = linker.table_management
    try:
        tables.register_blocked_pairs_for_predict(database.register(_PAIRS))
        predicted = linker.inference.predict(warning_mode="never").physical_name
        # Only levels leave the database; what splink retains of the fields stays there
        # and is dropped.
        return session.columns(
            sql(
                "SELECT {columns} FROM {predicted} ORDER BY {left}, {right}",
                columns=[f"gamma_{field}" for field in levels],
                predicted=predicted,
                left=f"{key}_l",
                right=f"{key}_r",
            )
        )
    finally:
        tables.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]


def _settings(key: str, levels: Levels) -> dict[str, Any]:
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": key,
        "comparisons": [
            {
                "output_column_name": field,
                "comparison_levels": [_without_frequency(level) for level in of_field],
            }
            for field, of_field in levels.items()
        ],
        "blocking_rules_to_generate_predictions": [],
        # The levels are kept with the columns that were compared; the weights of splink are not read.
        "retain_intermediate_calculation_columns": False,
        "retain_matching_columns": True,
    }


def _without_frequency(level: Mapping[str, Any]) -> dict[str, Any]:
    """Return a level without the weight that splink would give to rare values: its weights are not read.

    Each column with such a weight would be joined four times and weighed for every pair.
    """
    return {key: value for key, value in level.items() if not key.startswith("tf_")}

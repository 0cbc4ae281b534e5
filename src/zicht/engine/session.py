"""A session: a database in bounded memory, to which encrypted files are attached."""

import base64
import fcntl
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from zicht.engine.failures import UnreadableFileError, retell
from zicht.engine.words import Sql, identifier, literal
from zicht.engine.words import sql as filled
from zicht.vocabulary.errors import MachineError, UsageError, VaultError, ZichtError

Row = tuple[Any, ...]
Columns = dict[str, NDArray[Any]]


class Session:
    """A database in memory, bounded, closed to the outside, which spills encrypted.

    Parameters
    ----------
    folder : private folder of the project; made if absent, and closed to group and others. Spill goes into a folder of
        its own within it, which is removed at the end, or by the next session after a crash
    memory : bound on memory, in the database's words, such as `1GB`
    threads : number of threads
    reads : further folders from which files may be read; no other file can be reached
    disk_is_encrypted : True to write files and spill without encryption, on the user's word that the disk is encrypted

    Raises
    ------
    VaultError : encryption is not available and `disk_is_encrypted` is False

    Examples
    --------
    >>> import tempfile
    >>> with Session(Path(tempfile.mkdtemp())) as session:
    ...     session.rows("SELECT 40 + 2 AS answer")
    [(42,)]
    """

    def __init__(
        self,
        folder: Path,
        *,
        memory: str = "1GB",
        threads: int = 2,
        reads: Sequence[Path] = (),
        disk_is_encrypted: bool = False,
    ) -> None:
        self.folder = folder
        self.encrypts = not disk_is_encrypted
        # Before anything about people is in memory.
        _forbid_core_dumps()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The folder may have been made by another program with wider rights.
        folder.chmod(0o700)
        self._spill = _Spill(folder)
        self._inside = False
        try:
            self._connection = self._open(memory, threads)
            if self.encrypts:
                self._load_encryption()
            self._close_to_the_outside([folder, *reads])
        except ZichtError:
            self._spill.remove()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Session in {self.folder.name}>"

    def close(self) -> None:
        """End the session: attached files are closed, the spill is removed."""
        self._connection.close()
        self._spill.remove()

    def attach(self, path: Path, key: bytes, name: str) -> None:
        """Attach an encrypted database file, made if it is not there.

        The key travels as a parameter, never within SQL text, and only its keyed digest is kept by the database.

        Parameters
        ----------
        path : of the file
        key : 32 random bytes
        name : under which its relations are found: `name.schema.relation`

        Raises
        ------
        VaultError : wrong key, a damaged file, or another process uses it
        """
        if len(key) != 32:
            raise VaultError(
                "A key has not 32 bytes.",
                now="`zicht doctor` says how keys come back.",
            )
        options = "(ENCRYPTION_KEY ?, ENCRYPTION_CIPHER 'GCM')" if self.encrypts else ""
        # As a parameter: text of SQL can be read back by a query, and stands in errors.
        keys = [base64.b64encode(key).decode()] if self.encrypts else []
        failure = self._try(
            f"ATTACH {literal(str(path))} AS {identifier(name)} {options}", keys
        )
        if isinstance(failure, VaultError | MachineError):
            raise failure
        if failure:
            raise UnreadableFileError(
                f"{path.name} cannot be opened: it is damaged, or no file of this version."
            )
        path.chmod(0o600)

    def detach(self, name: str) -> None:
        """Close an attached file."""
        self.execute(f"DETACH {identifier(name)}")

    def execute(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()
    ) -> None:
        """Carry out one or more statements and drop their result.

        Raises
        ------
        ZichtError : without the values that the database may have quoted
        """
        failure = self._try(sql, parameters)
        if failure:
            raise failure

    def rows(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()
    ) -> list[Row]:
        """Rows of a query, as tuples."""
        return list(self._take(sql, parameters, self._connection.fetchall))

    def batches(
        self,
        sql: str,
        parameters: Sequence[object] | Mapping[str, object] = (),
        *,
        size: int = 100_000,
    ) -> Iterator[list[Row]]:
        """Rows of a query, some at a time; meanwhile other statements can be carried out.

        Parameters
        ----------
        sql, parameters : as for `rows`; what an open transaction wrote is not seen
        size : rows at a time
        """
        # A cursor of its own: a second statement would end the result of the first.
        reader = self._connection.cursor()
        try:
            failure = self._try(sql, parameters, reader)
            while not failure:
                try:
                    batch = reader.fetchmany(size)
                except duckdb.InterruptException:
                    raise KeyboardInterrupt from None
                except duckdb.Error as error:
                    failure = retell(error, reveals_text=False)
                    break
                if not batch:
                    return
                yield batch
        finally:
            reader.close()
        raise failure

    def value(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()
    ) -> Any:
        """First value of the first row of a query."""
        rows = self.rows(sql, parameters)
        if not rows:
            raise ZichtError("A query that must yield a value yields no row.")
        return rows[0][0]

    def columns(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()
    ) -> Columns:
        """Columns of a query, as arrays in the order of the query.

        Parameters
        ----------
        sql : a query
        parameters : values for its `?` or `$name`

        Returns
        -------
        name to array. Text: objects, missing ones None. Numbers: their own type; as soon as one is missing, float64
        with NaN. Dates and times: datetime64, missing ones NaT. Truth values with missing ones: objects with None
        """
        arrays = self._take(sql, parameters, self._connection.fetchnumpy)
        return {name: _filled(array) for name, array in arrays.items()}

    def write(self, name: str, columns: Mapping[str, NDArray[Any]]) -> None:
        """Make or replace a table of arrays of equal length; objects are text, of which None is missing."""
        self._with_arrays(
            columns, Sql(f"CREATE OR REPLACE TABLE {identifier(name)} AS")
        )

    def append(self, name: str, columns: Mapping[str, NDArray[Any]]) -> None:
        """Add arrays to a table whose columns bear the same names; see `write`."""
        self._with_arrays(columns, Sql(f"INSERT INTO {identifier(name)} BY NAME"))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do everything within, or nothing. One attached file is written per transaction."""
        if self._inside:
            raise ZichtError("A transaction cannot be opened within another.")
        self.execute("BEGIN TRANSACTION")
        self._inside = True
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            with suppress(ZichtError):
                self.execute("ROLLBACK")
            raise
        finally:
            self._inside = False

    def drop(self, *names: str) -> None:
        """Drop tables or views of the session, where they exist."""
        for name in names:
            kinds = self.rows(
                "SELECT 'TABLE', database_name FROM duckdb_tables() WHERE table_name = $1 UNION ALL"
                " SELECT 'VIEW', database_name FROM duckdb_views() WHERE view_name = $1",
                [name],
            )
            for kind, within in kinds:
                if within in ("memory", "temp"):
                    self.execute(f"DROP {kind} {identifier(within, 'main', name)}")

    def _open(self, memory: str, threads: int) -> duckdb.DuckDBPyConnection:
        try:
            return duckdb.connect(
                ":memory:",
                config={
                    "memory_limit": memory,
                    "threads": str(threads),
                    "temp_directory": str(self._spill.folder),
                    "temp_file_encryption": "true" if self.encrypts else "false",
                    # Nothing is downloaded at run time, and no extension runs that we
                    # did not choose.
                    "autoinstall_known_extensions": "false",
                    "autoload_known_extensions": "false",
                    "allow_community_extensions": "false",
                    "python_enable_replacements": "false",
                },
            )
        except duckdb.Error:
            pass
        raise UsageError(
            f"No session with memory {memory!r} and {threads} threads.",
            now="Write memory as 1GB, and threads as a number.",
        )

    def _with_arrays(self, columns: Mapping[str, NDArray[Any]], statement: str) -> None:
        """Hand arrays over under numbered names, and run a statement on a selection of them."""
        arrays: dict[str, NDArray[Any]] = {}
        selected = []
        for number, (name, column) in enumerate(columns.items()):
            of_column, value = _handed_over(number, column)
            arrays |= of_column
            selected.append(Sql(f"{value} AS {identifier(name)}"))
        with _no_search_for_pandas():
            self._connection.register("zicht_arrays", arrays)
        try:
            self.execute(
                filled(
                    "{statement} SELECT {selected} FROM zicht_arrays",
                    statement=statement,
                    selected=selected,
                )
            )
        finally:
            self._connection.unregister("zicht_arrays")

    def _try(
        self,
        sql: str,
        parameters: Sequence[object] | Mapping[str, object],
        connection: duckdb.DuckDBPyConnection | None = None,
    ) -> ZichtError | None:
        try:
            with _no_search_for_pandas():
                (connection or self._connection).execute(sql, parameters or None)
        except duckdb.InterruptException:
            # Ctrl-C stopped the query: what called it must not take that for a fault of its rows.
            raise KeyboardInterrupt from None
        except duckdb.Error as error:
            return retell(error, reveals_text=not parameters)
        return None

    def _take(
        self,
        sql: str,
        parameters: Sequence[object] | Mapping[str, object],
        fetch: Callable[[], Any],
    ) -> Any:
        failure = self._try(sql, parameters)
        if failure is None:
            try:
                with _no_search_for_pandas():
                    return fetch()
            except duckdb.InterruptException:
                raise KeyboardInterrupt from None
            except duckdb.Error as error:
                failure = retell(error, reveals_text=False)
        raise failure  # outside the except clause: the words of the database do not travel along as its context

    def _load_encryption(self) -> None:
        """Load the cryptography of OpenSSL; the database checks the signature of its makers on the file itself."""
        # Several builds may lie there; one of another version or without a valid
        # signature is refused by the database itself.
        for path in _builds_of_encryption():
            if path.is_file() and not self._try(f"LOAD {literal(str(path))}", ()):
                return
        raise VaultError(
            f"Encryption is not available: DuckDB {duckdb.__version__} finds no httpfs extension of its version.",
            now="pip install --upgrade duckdb duckdb-extension-httpfs; or, where there is internet, `INSTALL httpfs` in"
            " DuckDB; or state in the settings that the disk is encrypted.",
        )

    def _close_to_the_outside(self, folders: Sequence[Path]) -> None:
        allowed = ", ".join(literal(f"{folder.resolve()}/") for folder in folders)
        self.execute(f"SET allowed_directories = [{allowed}]")
        self.execute(
            "SET enable_progress_bar = false; SET enable_external_access = false"
        )
        # Locked last: no query of a project can open what was closed.
        self.execute("SET lock_configuration = true")


class _Spill:
    """A folder for what does not fit in memory. Locked while in use, so that what a crash left can be told apart."""

    def __init__(self, parent: Path) -> None:
        with (parent / ".spill").open("a") as turn:
            fcntl.flock(
                turn, fcntl.LOCK_EX
            )  # so that nobody sees a folder that is not locked yet
            for left in parent.glob("spill-*"):
                _remove_unless_in_use(left)
            self.folder = Path(tempfile.mkdtemp(prefix="spill-", dir=parent)).resolve()
            self._lock = (self.folder / "lock").open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        self._lock.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _remove_unless_in_use(folder: Path) -> None:
    with suppress(BlockingIOError), (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _no_search_for_pandas() -> Iterator[None]:
    """Keep the database from looking for pandas: where it is absent it searches the disk anew for every value."""
    if "pandas" in sys.modules:
        yield
        return
    sys.modules["pandas"] = None  # type: ignore[assignment]  # an import of it now fails at once
    try:
        yield
    finally:
        del sys.modules["pandas"]


def _builds_of_encryption() -> list[Path]:
    """List where a build of the httpfs extension may lie: in its wheel, or where DuckDB itself installs it.

    Both hold the build of DuckDB's makers, signed by them. Who packed the wheel cannot alter it: a file whose signature
    does not hold is not loaded.
    """
    name = "httpfs.duckdb_extension"
    wheel = Path(duckdb.__file__).parent.parent / "duckdb_extension_httpfs"
    installed = Path.home() / ".duckdb" / "extensions" / f"v{duckdb.__version__}"
    return [
        *sorted(wheel.rglob(f"v{duckdb.__version__}/{name}")),
        *sorted(installed.glob(f"*/{name}")),
    ]


def _handed_over(
    number: int, column: NDArray[Any]
) -> tuple[dict[str, NDArray[Any]], str]:
    """Return the arrays that stand for a column, and the SQL that reads its values from them."""
    name = f"c{number}"
    if column.dtype == object:
        # The database cannot tell by itself which objects are missing.
        is_missing = np.fromiter(
            (value is None for value in column), dtype=np.bool_, count=len(column)
        )
        arrays = {name: np.where(is_missing, "", column), f"m{number}": is_missing}
        return arrays, f"CASE WHEN NOT m{number} THEN {name}::VARCHAR END"
    arrays = {name: np.ascontiguousarray(column)}
    if column.dtype.kind == "U":
        # The database reads fixed text as an ENUM, which it can return through pandas only.
        return arrays, f"{name}::VARCHAR"
    return arrays, name


def _forbid_core_dumps() -> None:
    """Keep the system from writing the memory of a crash to disk: it holds records in clear."""
    with suppress(OSError, ValueError):
        resource.setrlimit(
            resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1])
        )


def _filled(array: NDArray[Any]) -> NDArray[Any]:
    """Return a column without a mask: what is missing is None, NaN or NaT."""
    if not isinstance(array, np.ma.MaskedArray):
        return array
    missing = np.ma.getmaskarray(array)
    values: NDArray[Any] = array.data
    if not missing.any():
        return values
    if values.dtype.kind in "iuf":
        values = values.astype(np.float64)
        # What lies below the mask is left over from other rows, and must not be read.
        values[missing] = np.nan
    elif values.dtype.kind == "M":
        values = values.copy()
        values[missing] = np.datetime64("NaT", "D")
    else:
        values = values.astype(object)
        values[missing] = None
    return values

r"""Puts keyed tokens in the place of names, at a source that may not hand names over.

This file needs nothing but Python 3.9 or later. It can be sent to a supplier as it is:

    python at_source.py new-key tokens.key
    python at_source.py tokens 2024.csv --key tokens.key --given-names voornamen --family-name achternaam \
        --birth-date geboortedatum --sex geslacht --out 2024-tokens.csv

All suppliers use one key, which they exchange among themselves. Whoever receives tokens must never have it: with the
key a token can be computed for any name. The file that is written has a column for each kind of token. Names are left
out, and of a birth date the year stays. Each token begins with a mark of the key, so that whoever receives tokens sees
when two suppliers use two keys: their tokens are never equal, whoever they stand for.

With `--bloom UNIT` it writes one keyed Bloom filter per field beside the tokens, for a named unit alone that is trusted
with them: whoever has many of them and knows which names are common can recognise some (docs/adr/0156).
"""

import argparse
import csv
import hashlib
import hmac
import os
import re
import secrets
import stat
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

KEY_BYTES = 32
TOKEN_LETTERS = 32
"""Letters of a token behind its mark: 128 bits, so that two persons never share one by chance."""
MARK_LETTERS = 8
"""Letters of the mark of a key: enough to tell two keys apart, and nothing of either."""

BLOOM_BITS, BLOOM_HASHES = 512, 12
"""A name of eight letters sets some hundred of 512 bits, so that a filter is neither nearly empty nor nearly full."""

_PARTICLES = """
    aan abd abu af al am ap auf aus ben bin binti bint d da dal dalla das de degli del della den der des di do dos du e
    el het i in la las le les lo los mac mc o of op oude san st t te ten ter tot uit van vd ver vom von voor y zu zum
    zur
"""
PARTICLES = frozenset(_PARTICLES.split())
"""Words that introduce a family name, and are left out or written apart as often as not."""

_UNKNOWN = """
    anoniem anonymous fnu geen lnu na naamloos nb nn nnb none null nvt onbekend onb unk unknown x xx xxx
"""
UNKNOWN_WORDS = frozenset(_UNKNOWN.split())
"""Words that stand for a missing name."""

# Letters that no decomposition of Unicode takes apart, and apostrophes, which some
# write and others leave out.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
        "'": None, "’": None, "`": None, "´": None,
    }
)  # fmt: skip
# In this order: pairs of letters stand before the single letters that they hold.
_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("sch", "s"), ("sh", "s"), ("ch", "k"), ("kh", "k"), ("ij", "i"), ("dj", "j"),
    ("dz", "z"), ("c", "k"), ("q", "k"), ("x", "ks"), ("z", "s"), ("v", "f"), ("w", "f"), ("d", "t"), ("b", "p"),
    ("g", "k"), ("j", "i"),
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_BEGINS_WITH_YEAR = re.compile(r"\d{4}(-\d{2}){0,2}([T ].*)?", re.ASCII)
"""A birth date of which the first four digits are the year: 1980, 1980-01, 1980-01-02 or 1980-01-02T00:00."""

Row = Mapping[str, str]


class AtSourceError(Exception):
    """Says why nothing was written."""


class Written(NamedTuple):
    """What was written.

    Parameters
    ----------
    n_rows : number of rows
    n_without_token : how many of them have no token, because a name or the full birth date is not known
    """

    n_rows: int
    n_without_token: int

    def __str__(self) -> str:
        if not self.n_without_token:
            return _rows(self.n_rows)
        return f"{_rows(self.n_rows)}, {self.n_without_token} of them without a token"


def _rows(n: int) -> str:
    return "1 row" if n == 1 else f"{n} rows"


class Fields:
    """Columns of a file that name a person.

    Parameters
    ----------
    given_names, family_name, birth_date, sex : names of columns
    name_prefix : column of particles; empty where there is none
    """

    def __init__(
        self,
        given_names: str,
        family_name: str,
        birth_date: str,
        sex: str,
        name_prefix: str = "",
    ) -> None:
        self.given_names = given_names
        self.family_name = family_name
        self.birth_date = birth_date
        self.sex = sex
        self.name_prefix = name_prefix

    def names(self) -> list[str]:
        """Return the columns; that of particles only where there is one."""
        prefix = [self.name_prefix] if self.name_prefix else []
        return [self.given_names, *prefix, self.family_name, self.birth_date, self.sex]


class Spelled:
    """What one row says of a person, in one spelling.

    Parameters
    ----------
    given, family : words
    birth : YYYY-MM-DD; empty where it is not known in full
    sex : as it is written, in small letters
    """

    def __init__(self, row: Row, fields: Fields) -> None:
        self.given = words_of(row[fields.given_names])
        prefix = row[fields.name_prefix] if fields.name_prefix else ""
        self.family = family_words(prefix, row[fields.family_name])
        self.birth = full_birth_date(row[fields.birth_date])
        self.sex = row[fields.sex].strip().casefold()


def family_words(prefix: str, name: str) -> list[str]:
    """Split a family name into words without particles; a name of particles alone keeps them.

    Examples
    --------
    >>> family_words("van der", "Berg"), family_words("van", "onbekend")
    (['berg'], [])
    """
    words_of_name = words_of(name)
    if not words_of_name:
        # A particle without a name is of somebody whose name is not known.
        return []
    words = [*words_of(prefix), *words_of_name]
    core = [word for word in words if word not in PARTICLES and len(word) > 1]
    return core or words


def full_birth_date(text: str) -> str:
    """Write a birth date as YYYY-MM-DD; empty where a part of it is not known.

    Examples
    --------
    >>> full_birth_date("1980-01-02T00:00"), full_birth_date("1980-01-00"), full_birth_date("1900-01-01")
    ('1980-01-02', '', '')
    """
    date = _ISO_DATE.fullmatch(text.strip()[:10])
    if date is None:
        return ""
    year, month, day = date.groups()
    # Systems fill in 1900 or earlier where no birth date is known: everybody without one
    # would share tokens.
    is_known = year > "1900" and "00" not in (month, day)
    return date.group(0) if is_known else ""


def words_of(name: str) -> list[str]:
    """Split a name into words of small letters without accents; words that say "unknown" are left out.

    Examples
    --------
    >>> words_of("Anne-Sofie ÖZLEM"), words_of("onbekend")
    (['anne', 'sofie', 'ozlem'], [])
    """
    # The order matters: a decomposition leaves letters such as ø as they are, so these
    # are replaced first.
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [word for word in _WORD.findall(letters) if word not in UNKNOWN_WORDS]


def birth_year(birth_date: str) -> str:
    """Return the year of a birth date; empty where no date is stated.

    Raises
    ------
    ValueError : the date does not begin with its year, so that what is cut off could be the day

    Examples
    --------
    >>> birth_year("1980-01-02"), birth_year("onbekend")
    ('1980', '')
    """
    text = birth_date.strip()
    # A text without a digit states no date, and so no day that could stay behind.
    if not any(sign.isdigit() for sign in text):
        return ""
    if not _BEGINS_WITH_YEAR.fullmatch(text):
        raise ValueError
    return text[:4]


def sound_of(word: str) -> str:
    """Write how a word sounds: its first letter, and consonants of which those that sound alike are one letter.

    Examples
    --------
    >>> sound_of("yusuf"), sound_of("youssef"), sound_of("wisniewska")
    ('ysf', 'ysf', 'fsnfsk')
    """
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    skeleton = word[:1] + re.sub("[aeiouyhw]", "", word[1:])
    return re.sub(r"(.)\1+", r"\1", skeleton)


def plain_values(person: Spelled) -> dict[str, str]:
    """Write what each kind of token is made of; a kind of which a part is not known is left out.

    Each kind forgives another slip: in the sound of names, their order, all but the first letter of the given name, the
    family name, day and month. Letters at fixed places are the Australian statistical linkage key (Karmel and others,
    Empirical aspects of record linkage across multiple data sets using statistical linkage keys, BMC Health Services
    Research 10, 2010); several keys beside each other are usual since Beyond 2011: Matching Anonymous Data (Office for
    National Statistics, 2013).
    """
    if not person.given or not person.family:
        return {}
    # The first given name alone: many sources hold no further ones, or their initials.
    first, family = person.given[0], "".join(person.family)
    sounds = [sound_of(first), sound_of(family)]
    values = {}
    if person.birth:
        born = person.birth
        year, month, day = born.split("-")
        values["names"] = f"{first} {family} {born}"
        values["sounds"] = f"{sounds[0]} {sounds[1]} {born}"
        # Sorted, so that swapped names give the same token.
        values["order"] = " ".join([*sorted([first, person.family[0]]), born])
        # Kinds that hold little of the names hold the sex too: an initial and a birth
        # date are shared by more than one person.
        values["initial"] = f"{first[0]} {family} {born} {person.sex}"
        values["given"] = f"{first} {family[0]} {born} {person.sex}"
        values["letters"] = (
            f"{_letters(family, 1, 2, 4)} {_letters(first, 1, 2)} {born} {person.sex}"
        )
        values["swapped"] = (
            f"{first} {family} {year} {min(month, day)} {max(month, day)}"
        )
        values["year"] = f"{first} {family} {year}"
    return values


def _letters(word: str, *places: int) -> str:
    """Return the letters at some places of a word, counted from 0; 2 where it is too short, as in the linkage key."""
    return "".join(word[place] if place < len(word) else "2" for place in places)


KINDS = ("names", "sounds", "order", "initial", "given", "letters", "swapped", "year")
"""Kinds of token, each a column `token_<kind>`."""
BLOOM_FIELDS = ("given", "family", "birth")
"""Fields with a Bloom filter, each a column `bloom_<field>`."""


def tokens_of(person: Spelled, key: bytes) -> dict[str, str]:
    """Compute the tokens of a person: HMAC-SHA-256 over the kind and what it is made of, behind the mark of the key.

    The kind is part of the text, so that tokens of two kinds are never equal.
    """
    # Tokens of two keys are never equal: without a mark two suppliers with two keys
    # would pass as two sets of persons.
    mark = mark_of("k", key)
    tokens = dict.fromkeys(KINDS, "")
    for kind, value in plain_values(person).items():
        # A keyed digest, because anybody can compute a plain one for every name in a
        # telephone book.
        digest = hmac.new(key, f"{kind}\x1f{value}".encode(), hashlib.sha256)
        tokens[kind] = mark + digest.hexdigest()[:TOKEN_LETTERS]
    return tokens


def mark_of(letter: str, key: bytes) -> str:
    """Compute the mark of a key, with which everything begins that is made with it.

    Parameters
    ----------
    letter : k for the key of tokens, u for that of a unit's Bloom filters
    """
    digest = hmac.new(key, b"mark of this key", hashlib.sha256).hexdigest()
    return f"{letter}{digest[:MARK_LETTERS]}-"


def blooms_of(person: Spelled, key: bytes) -> dict[str, str]:
    """Compute one Bloom filter per field, in hexadecimal digits behind the mark of the key; empty where not known.

    Names are split into pairs of letters, dates into their parts. Each part sets bits that follow from the key and the
    field (Schnell, Bachteler and Reiher, Privacy-preserving record linkage using Bloom filters, BMC Medical Informatics
    and Decision Making 9, 2009). Bits are drawn independently, not by double hashing, whose patterns were attacked
    (Kroll and Steinmetzer, 2015).
    """
    parts = {
        "given": bigrams(" ".join(person.given)),
        "family": bigrams(" ".join(person.family)),
        "birth": [f"{n}{part}" for n, part in enumerate(_date_parts(person.birth))],
    }
    return {field: _bloom(parts[field], field, key) for field in BLOOM_FIELDS}


def bigrams(text: str) -> list[str]:
    """Split a text into pairs of letters, with a space at both ends.

    Examples
    --------
    >>> bigrams("osei")
    [' o', 'os', 'se', 'ei', 'i ']
    """
    padded = f" {text} "
    return (
        [padded[position : position + 2] for position in range(len(padded) - 1)]
        if text
        else []
    )


def _date_parts(birth: str) -> tuple[str, ...]:
    """Split a date so that one wrong digit, or day and month in the other order, leave most parts equal."""
    if not birth:
        return ()
    year, month, day = birth.split("-")
    return (
        year,
        year[2:],
        year[:2] + year[3:],
        month,
        day,
        min(month, day),
        max(month, day),
    )


def _bloom(parts: Sequence[str], field: str, key: bytes) -> str:
    if not parts:
        return ""
    bits = 0
    for part in parts:
        # One keyed digest per bit: double hashing saves digests, and its patterns were
        # attacked.
        for number in range(BLOOM_HASHES):
            text = f"{field}\x1f{number}\x1f{part}".encode()
            digest = hmac.new(key, text, hashlib.sha256).digest()
            bits |= 1 << int.from_bytes(digest[:8], "big") % BLOOM_BITS
    return f"{mark_of('u', key)}{bits:0{BLOOM_BITS // 4}x}"


def key_of_unit(key: bytes, unit: str) -> bytes:
    """Derive the key of the filters for one unit: those for two units have nothing in common."""
    return hmac.new(key, f"bloom filters for {unit}".encode(), hashlib.sha256).digest()


def rewritten(
    rows: Iterator[Row], fields: Fields, key: bytes, *, unit: str, keeps_names: bool
) -> Iterator[dict[str, str]]:
    """Yield rows with tokens in the place of names.

    Parameters
    ----------
    unit : that is trusted with Bloom filters; empty for tokens alone
    keeps_names : whether names and birth date stay: a source that hands them over too is linked with those that do not
    """
    gone = {fields.given_names, fields.name_prefix, fields.family_name}
    unit_key = key_of_unit(key, unit)
    for row in rows:
        person = Spelled(row, fields)
        row_to_write = dict(row)
        if not keeps_names:
            row_to_write = {
                name: text for name, text in row.items() if name not in gone
            }
            # Linkage compares the year beside tokens (ADR 0156), and needs no more of
            # the date.
            row_to_write[fields.birth_date] = birth_year(row[fields.birth_date])
        tokens = tokens_of(person, key)
        row_to_write.update({f"token_{kind}": token for kind, token in tokens.items()})
        if unit:
            blooms = blooms_of(person, unit_key)
            row_to_write.update(
                {f"bloom_{field}": bloom for field, bloom in blooms.items()}
            )
        yield row_to_write


def write_tokens(
    source: str,
    target: str,
    fields: Fields,
    key: bytes,
    *,
    unit: str = "",
    keeps_names: bool = False,
    encoding: str = "utf-8-sig",
    delimiter: str = "",
) -> Written:
    """Write a file with tokens in the place of names.

    Returns
    -------
    number of rows, and how many of them have no token

    Raises
    ------
    AtSourceError : the file cannot be read, its columns are not as named, a row has more or fewer cells than the
        header, or a birth date does not begin with its year
    """
    # Refused before the names are read; `_created` refuses once more what came into
    # being meanwhile.
    if Path(target).exists():
        raise AtSourceError(f"{target} is there already. Name another file.")
    rows = _read_rows(source, fields, encoding, delimiter)
    written = [*rewritten(iter(rows), fields, key, unit=unit, keeps_names=keeps_names)]
    _write_rows(target, written)
    tokens = [f"token_{kind}" for kind in KINDS]
    n_without = sum(not any(row[name] for name in tokens) for row in written)
    return Written(len(rows), n_without)


def _read_rows(
    source: str, fields: Fields, encoding: str, delimiter: str
) -> list[dict[str, str]]:
    """Read all rows, none of which may be doubtful."""
    if len(delimiter) > 1 or delimiter in tuple('"\r\n'):
        raise AtSourceError("A delimiter is one sign, and no quote or line end.")
    try:
        with Path(source).open(newline="", encoding=encoding) as file:
            sign = delimiter or _delimiter(file.readline())
            file.seek(0)
            # A stray quote would otherwise join rows, and persons with them.
            reader = csv.DictReader(file, delimiter=sign, strict=True)
            _refuse_columns(source, reader.fieldnames or (), fields)
            rows = list(reader)
    # `from None`: the error of the codec or of the parser may quote a line of the file.
    except LookupError:
        raise AtSourceError(f"{encoding} is not the name of an encoding.") from None
    except UnicodeError:
        raise AtSourceError(
            f"{source} is not written in {encoding}. State its --encoding, such as cp1252."
        ) from None
    except csv.Error as error:
        raise AtSourceError(f"{source} cannot be read as CSV: {error}.") from None
    if not rows:
        raise AtSourceError(f"{source} has no rows below its header.")
    _refuse_rows(source, rows, fields)
    return rows


def _refuse_columns(source: str, header: Sequence[str], fields: Fields) -> None:
    """Refuse a header without a column that is needed, or with one that would be lost."""
    lacking = set(fields.names()) - set(header)
    if lacking:
        names = ", ".join(sorted(lacking)) or "without a name"
        raise AtSourceError(
            f"{source} has no column {names}. Name the columns as its header does."
        )
    repeated = {name for name in header if header.count(name) > 1}
    columns_of_program = {f"token_{kind}" for kind in KINDS}
    columns_of_program |= {f"bloom_{field}" for field in BLOOM_FIELDS}
    lost = sorted(repeated | (columns_of_program & set(header)))
    if lost:
        raise AtSourceError(
            f"{source} has a column {lost[0]} more than once, or as this program writes it. Rename it."
        )


def _refuse_rows(source: str, rows: Sequence[Row], fields: Fields) -> None:
    """Refuse rows of another length than the header, and birth dates of which a day could stay."""
    for number, row in enumerate(rows, start=1):
        if None in row or None in row.values():
            raise AtSourceError(
                f"{source}: row {number} below the header has more or fewer cells than it. State the --delimiter."
            )
        try:
            birth_year(row[fields.birth_date])
        except ValueError:
            raise AtSourceError(
                f"{source}: row {number} below the header has a birth date that does not begin with its year."
                " Write dates as YYYY-MM-DD."
            ) from None


def _write_rows(target: str, rows: Sequence[Row]) -> None:
    """Write a file for its owner alone, whole or not at all."""
    descriptor = _created(target)
    try:
        with os.fdopen(descriptor, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=",")
            writer.writeheader()
            writer.writerows(rows)
    # Half a file could be sent as if it were whole, also one that an interruption left.
    except BaseException:
        Path(target).unlink()
        raise


def _created(path: str) -> int:
    """Create a file for its owner alone and return its descriptor."""
    try:
        # Created for the owner alone, and not made so afterwards: for a moment others
        # could open it.
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise AtSourceError(f"{path} is there already. Name another file.") from None
    except (FileNotFoundError, NotADirectoryError):
        raise AtSourceError(f"There is no folder for {path}. Make it first.") from None


def _delimiter(header: str) -> str:
    return max(",;\t|", key=header.count)


def new_key(path: str) -> None:
    """Write a new key that its owner alone may read.

    Raises
    ------
    AtSourceError : the file is there already, for a key is never overwritten, or there is no folder for it
    """
    with os.fdopen(_created(path), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        # Without it a power failure may leave an empty file, after others got the key.
        os.fsync(file.fileno())


def read_key(path: str) -> bytes:
    """Read a key.

    Raises
    ------
    AtSourceError : there is no key of 32 bytes in the file, or others may read it
    """
    try:
        key = bytes.fromhex(Path(path).read_text(encoding="ascii").strip())
        # Whoever has the key can compute the token of any name.
        is_shared = bool(Path(path).stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))
    except (OSError, ValueError):
        raise AtSourceError(
            f"{path} holds no key. Make one with new-key, or ask the other suppliers."
        ) from None
    if len(key) != KEY_BYTES:
        raise AtSourceError(f"{path}: a key has {2 * KEY_BYTES} hexadecimal digits.")
    if is_shared and os.name == "posix":
        raise AtSourceError(f"{path} can be read by others. Run: chmod 600 {path}")
    return key


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Puts keyed tokens in the place of names."
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    making = verbs.add_parser("new-key", help="make the key of all suppliers")
    making.add_argument("key", help="file to write")
    writing = verbs.add_parser(
        "tokens", help="write a file with tokens in the place of names"
    )
    writing.add_argument("file")
    writing.add_argument("--key", required=True)
    writing.add_argument("--out", required=True)
    for name in ("given-names", "family-name", "birth-date", "sex"):
        writing.add_argument(f"--{name}", required=True, metavar="COLUMN")
    writing.add_argument("--name-prefix", default="", metavar="COLUMN")
    writing.add_argument(
        "--bloom",
        default="",
        metavar="UNIT",
        help="unit that is trusted with Bloom filters",
    )
    writing.add_argument(
        "--keep-names",
        action="store_true",
        help="for a source that may hand names over",
    )
    writing.add_argument("--encoding", default="utf-8-sig")
    writing.add_argument("--delimiter", default="")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Run one command line.

    Returns
    -------
    0, or 1 where nothing was written
    """
    options = _parser().parse_args(arguments)
    try:
        if options.verb == "new-key":
            new_key(options.key)
            sys.stdout.write(
                f"Wrote {options.key}. Give it to the other suppliers, never to whoever receives tokens.\n"
            )
            return 0
        fields = Fields(
            options.given_names,
            options.family_name,
            options.birth_date,
            options.sex,
            options.name_prefix,
        )
        written = write_tokens(
            options.file,
            options.out,
            fields,
            read_key(options.key),
            unit=options.bloom,
            keeps_names=options.keep_names,
            encoding=options.encoding,
            delimiter=options.delimiter,
        )
    except (AtSourceError, OSError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    sys.stdout.write(f"Wrote {written} to {options.out}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Names, dates and numbers in one spelling, so that two records of one person can be compared."""

import re
from datetime import date

from anyascii import anyascii

from zicht.vocabulary.link_roles import KEY_MARK

_UNKNOWN = """
    anoniem anonymous fnu geen lnu na naamloos nb nn nnb none null nvt onbekend onb unk unknown x xx xxx
"""
UNKNOWN_WORDS = frozenset(_UNKNOWN.split())
"""Words that stand for a missing name, in bare letters."""

_PARTICLES = """
    aan abd abu af al am ap auf aus ben bin binti bint d da dal dalla das de degli del della den der des di do dos du e
    el het i in la las le les lo los mac mc o of op oude san st t te ten ter tot uit van vd ver vom von voor y zu zum
    zur
"""
PARTICLES = frozenset(_PARTICLES.split())
"""Words that introduce a family name and are left out, abbreviated or written apart as often as not."""

UNKNOWN_BIRTH_YEAR = 1900
"""1 January 1900 is what systems fill in where no birth date is known."""

_WORD = re.compile(r"[a-z]+")
_APOSTROPHES = re.compile(r"[’'`´]")
_KEY_MARK = re.compile(KEY_MARK)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


def words_of(name: str | None) -> tuple[str, ...]:
    """Split a name of any script into words of the letters a to z.

    Examples
    --------
    >>> words_of("Anne-Sofie Özlem"), words_of("Юлия"), words_of("onbekend")
    (('anne', 'sofie', 'ozlem'), ('yuliya',), ())
    """
    # Apostrophes go before and after: other scripts write sounds that become one.
    plain = anyascii(_APOSTROPHES.sub("", name or "")).casefold()
    words = _WORD.findall(_APOSTROPHES.sub("", plain))
    return tuple(word for word in words if word not in UNKNOWN_WORDS)


def given_names(name: str | None) -> str:
    """Write given names as words with a space between them; empty where none is known.

    Examples
    --------
    >>> given_names("Anna-Maria"), given_names("A.M."), given_names("N.N.")
    ('anna maria', 'a m', '')
    """
    words = words_of(name)
    return "" if words in (("n", "n"), ("n", "b")) else " ".join(words)


def family_name(prefix: str | None, name: str | None) -> str:
    """Write a family name without particles, its parts with a space between them.

    A name of particles alone keeps them.

    Examples
    --------
    >>> family_name("van der", "Berg"), family_name("", "Berg, van der"), family_name("", "Jansen-de Vries")
    ('berg', 'berg', 'jansen vries')
    """
    words = (*words_of(prefix), *words_of(name))
    # N.N. and N.B. are two initials to `words_of`, and stand for nobody.
    if words in (("n", "n"), ("n", "b")) or not words_of(name):
        return ""
    core = [word for word in words if word not in PARTICLES and len(word) > 1]
    return " ".join(core or words)


def birth_date(text: str | None) -> str:
    """Write a birth date as YYYY-MM-DD, 00 for a part that is not known; empty where nothing is known.

    A date that does not exist keeps its year; a placeholder is not a date.

    Examples
    --------
    >>> birth_date("1999-4-05"), birth_date("1999-04"), birth_date("1900-01-01"), birth_date("1999-02-31")
    ('1999-04-05', '1999-04-00', '', '1999-00-00')
    """
    parts = _DATE.fullmatch((text or "").strip()[:10])
    if parts is None:
        return ""
    year, month, day = (int(part or 0) for part in parts.groups())
    if year <= UNKNOWN_BIRTH_YEAR:
        return ""
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        month, day = 0, 0
    # A day without a month says nothing, and two such dates would look alike.
    if not month:
        day = 0
    return f"{year:04d}-{month:02d}-{day:02d}"


def national_number(text: str | None) -> str:
    """Write a citizen number in letters and digits alone; empty where it is all zeros.

    Whether a number is one was checked when it was received.

    Examples
    --------
    >>> national_number("111.222.333"), national_number("000000000")
    ('111222333', '')
    """
    plain = "".join(sign for sign in (text or "").casefold() if sign.isalnum())
    return plain if plain.strip("0") else ""


def token(text: str | None) -> str:
    """Write the keyed tokens of a record in one case and order.

    Examples
    --------
    >>> token(" 9F3A "), token("b2 A1 b2"), token("")
    ('9f3a', 'a1 b2', '')
    """
    return " ".join(sorted(set((text or "").casefold().split())))


def key_mark(text: str | None) -> str:
    """Return the mark of the key with which tokens or a Bloom filter were made; empty where they have none.

    Examples
    --------
    >>> key_mark("k0123abcd-9F3A k0123abcd-77"), key_mark("9f3a")
    ('k0123abcd-', '')
    """
    mark = _KEY_MARK.match((text or "").strip().casefold())
    return mark.group() if mark else ""


def bloom(text: str | None) -> str:
    """Write a Bloom filter as its bits; empty where it is not known, or no bit is set.

    Examples
    --------
    >>> bloom("0f"), bloom("u0123abcd-0f"), bloom("00"), bloom("no filter")
    ('00001111', '00001111', '', '')
    """
    digits = _KEY_MARK.sub("", (text or "").strip().casefold())
    if not digits or not set(digits) <= set("0123456789abcdef"):
        return ""
    bits = int(digits, 16)
    return f"{bits:0{4 * len(digits)}b}" if bits else ""


def category(text: str | None) -> str:
    """Write a code such as a sex, nationality or municipality in one case; empty where it says unknown.

    Examples
    --------
    >>> category(" NLD "), category("onbekend")
    ('nld', '')
    """
    plain = (text or "").strip().casefold()
    return "" if plain in UNKNOWN_WORDS or not plain.strip("?-. ") else plain

"""Who people are: names, birth date, citizen number; and how differently two sources may write the same person."""

import unicodedata
from dataclasses import dataclass, replace

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Ints, Texts, UInts
from zicht_invented import relatives
from zicht_invented.codes import NATIONALITIES
from zicht_invented.draws import Draws, zipf
from zicht_invented.people import ABROAD, People
from zicht_invented.pools import LOCALES, Pool, Pools, make_pools
from zicht_invented.scene import Scene
from zicht_invented.slips import FULL_NOISE, slipped

_MIGRANT_LOCALES = ("ar", "tr", "la", "in", "de", "wa")
LENT = 0.3
"""Share of the records of somebody who uses another person's number, in which that number stands."""

_HASH_BASE = 1_099_511_628_211


@dataclass(frozen=True, eq=False)
class Identities:
    """One row per person who stands in some record.

    Parameters
    ----------
    given, second, family, double, particle : index in the pools; `second` and `double` are -1 where there is none
    hyphen : whether the given names are joined by a hyphen
    bsn : citizen number, empty for those who have none
    lender : index of the person whose number is used now and then, -1 for most
    """

    pools: Pools
    sex: Ints
    born: Dates
    nationality: Ints
    home: Ints
    given: Ints
    second: Ints
    hyphen: Bools
    family: Ints
    double: Ints
    particle: Ints
    bsn: Texts
    lender: Ints

    def __len__(self) -> int:
        return len(self.sex)


def name_people(people: People, draws: Draws, *, noise: float = 0.0) -> Identities:
    """Give everybody a name and, to residents, a number; no two share first given name, family name and birth date.

    Parameters
    ----------
    people : to be named
    draws : chance
    noise : scales how many are twins, have the name of their father or mother, or use another person's number
    """
    rng = draws.stream("identities")
    pools = make_pools(draws)
    n = len(people)
    locale = _locales(people, rng)
    given = _from_pool_by_sex(pools, people.sex, locale, rng)
    dutch = locale == LOCALES.index("nl")
    second = np.where(
        rng.random(n) < np.where(dutch, 0.5, 0.22),
        _from_pool_by_sex(pools, people.sex, locale, rng),
        -1,
    )
    family = _from_pool(pools.family, locale, 0.75, rng)
    double = np.where(
        rng.random(n) < 0.05, _from_pool(pools.family, locale, 0.75, rng), -1
    )
    with_particle = rng.random(n) < np.where(dutch, 0.33, 0.3)
    first = pools.particles.start[locale]
    particle = first + np.where(
        with_particle,
        (rng.random(n) ** 1.6 * pools.particles.size[locale]).astype(np.int64),
        0,
    )
    named = Identities(
        pools, people.sex, people.born, people.nationality, people.home,
        given, second, (second >= 0) & (rng.random(n) < 0.1), family, double, particle,
        _citizen_numbers(people, rng), np.full(n, -1),
    )  # fmt: skip
    if noise:
        named = _with_relatives(named, noise / FULL_NOISE, draws.stream("relatives"))
    # Two people with one name and birth date could not be told apart, and exact linkage would not be
    # exact (ADR 0015).
    return _apart(named, locale, rng)


def _with_relatives(
    named: Identities, scale: float, rng: np.random.Generator
) -> Identities:
    """Give twins one family name and home, some people the name of a parent, and some the use of another's number."""
    given, family, double, particle, home = (
        column.copy()
        for column in (
            named.given, named.family, named.double, named.particle, named.home,
        )
    )  # fmt: skip
    parent, child = relatives.namesakes(
        named.born, named.nationality, named.sex, relatives.NAMESAKES * scale, rng
    )
    twin, other = relatives.twins(
        named.born, named.nationality, relatives.TWINS * scale, rng
    )
    relative = np.full(len(named), -1)
    for older, younger in ((parent, child), (twin, other)):
        for column in (family, double, particle, home):
            column[younger] = column[older]
        relative[older], relative[younger] = younger, older
    given[child] = given[parent]
    lender = relatives.lenders(named.bsn, relative, relatives.BORROWERS * scale, rng)
    return replace(
        named,
        given=given,
        family=family,
        double=double,
        particle=particle,
        home=home,
        lender=lender,
    )


def _locales(people: People, rng: np.random.Generator) -> Ints:
    """Region whose names a person bears; a quarter of Dutch nationals has roots elsewhere."""
    by_nationality = np.asarray(
        [LOCALES.index(locale) for _, _, locale in NATIONALITIES]
    )
    elsewhere = np.asarray([LOCALES.index(locale) for locale in _MIGRANT_LOCALES])
    locale = np.asarray(by_nationality[people.nationality], dtype=np.int64)
    rooted = (people.nationality == 0) & (rng.random(len(people)) < 0.25)
    locale[rooted] = elsewhere[
        (rng.random(int(rooted.sum())) ** 1.5 * len(elsewhere)).astype(np.int64)
    ]
    return locale


def _from_pool(
    pool: Pool, locale: Ints, exponent: float, rng: np.random.Generator
) -> Ints:
    drawn = np.zeros(len(locale), dtype=np.int64)
    u = rng.random(len(locale))
    for at in range(len(pool.size)):
        here = locale == at
        cumulative = np.cumsum(zipf(int(pool.size[at]), exponent))
        drawn[here] = pool.start[at] + np.searchsorted(
            cumulative / cumulative[-1], u[here], side="right"
        )
    return np.asarray(
        np.minimum(drawn, (pool.start + pool.size - 1)[locale]), dtype=np.int64
    )


def _from_pool_by_sex(
    pools: Pools, sex: Ints, locale: Ints, rng: np.random.Generator
) -> Ints:
    """Index in the pool of one's own sex."""
    women, men = (_from_pool(pool, locale, 0.6, rng) for pool in pools.given)
    return np.where(sex == 0, women, men)


def _citizen_numbers(people: People, rng: np.random.Generator) -> Texts:
    """Numbers that pass the eleven test and start with 00: real ones have at least eight digits, so none was issued."""
    first = np.arange(1_000_000, dtype=np.int32)
    check = sum(first // 10**place % 10 * (place + 2) for place in range(6)) % 11
    valid = rng.permutation((first * 10 + check)[(check < 10) & (first > 0)])
    resident = (people.home != ABROAD) & (
        rng.random(len(people)) < np.where(people.nationality == 0, 0.98, 0.6)
    )
    who = np.flatnonzero(resident)[: len(valid)]
    numbers = np.full(len(people), "", dtype="U9")
    numbers[who] = np.strings.zfill(valid[: len(who)].astype("U9"), 9)
    return numbers


def _apart(named: Identities, locale: Ints, rng: np.random.Generator) -> Identities:
    """Draw family names anew until everybody differs from everybody, whatever the spelling."""
    letters = _Letters(named.pools)
    family = named.family.copy()
    while True:
        key = letters.hash_of(named, family) * np.uint64(1_000_003) + named.born.astype(
            np.int64
        ).astype(np.uint64)
        _, first = np.unique(key, return_index=True)
        again = np.setdiff1d(np.arange(len(named)), first)
        if not len(again):
            return Identities(**{**vars(named), "family": family})
        family[again] = _from_pool(named.pools.family, locale[again], 0.1, rng)


class _Letters:
    """Rolling hashes of bare letters, which concatenate: `van` + `Dijk` equals `vanDijk`."""

    def __init__(self, pools: Pools) -> None:
        self._given = tuple(self._of(pool) for pool in pools.given)
        self._family = self._of(pools.family)
        self._particles = self._of(pools.particles)

    @staticmethod
    def _of(pool: Pool) -> tuple[UInts, UInts]:
        hashes, shifts = [], []
        for name in pool.names.tolist():
            value, shift = 0, 1
            for letter in bare_letters(name):
                value, shift = value + ord(letter) * shift, shift * _HASH_BASE
            hashes.append(value % 2**64)
            shifts.append(shift % 2**64)
        return np.asarray(hashes, dtype=np.uint64), np.asarray(shifts, dtype=np.uint64)

    def hash_of(self, named: Identities, family: Ints) -> UInts:
        """Hash of first given name, prefix, family names."""
        parts = [
            (np.where(named.sex == 0, given[0], given[1]))
            for given in self._by_sex(named.given)
        ]
        value, shift = parts
        for (hashes, shifts), index in (
            (self._particles, named.particle),
            (self._family, family),
        ):
            value, shift = value + shift * hashes[index], shift * shifts[index]
        double = np.maximum(named.double, 0)
        return np.where(
            named.double >= 0, value + shift * self._family[0][double], value
        )

    def _by_sex(self, given: Ints) -> list[tuple[UInts, UInts]]:
        women, men = self._given
        fits = [np.minimum(given, len(pool[0]) - 1) for pool in (women, men)]
        return [(women[part][fits[0]], men[part][fits[1]]) for part in (0, 1)]


def bare_letters(words: str) -> str:
    """Lower-case letters without marks, spaces, hyphens: what every harmless spelling has in common."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in plain if letter.isalpha())


def _without_marks(names: Texts) -> Texts:
    return np.asarray([_unmarked(name) for name in names.tolist()])


def _unmarked(name: str) -> str:
    """Return a name without accents: `é` is decomposed into a letter and a mark, and the mark is left out."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def write_down(
    who: Identities,
    rows: Ints,
    home: Ints,
    scene: Scene,
    rng: np.random.Generator,
    *,
    with_bsn: float,
) -> dict[str, Texts]:
    """Link fields of records as one source spells them.

    Parameters
    ----------
    rows : index of the person of each record
    home : index of the municipality of each record, or `ABROAD`
    with_bsn : share of records in which the source states the number of those who have one

    Returns
    -------
    column name to text, one per record
    """
    n, marker = len(rows), scene.settings.marker
    style = _Style(rng, n)
    codes = np.asarray([code for code, _, _ in NATIONALITIES])
    places = np.asarray(["", *scene.country.codes])
    prefix, family = _family_as_written(who, rows, style)
    written = {
        "bsn": np.where(rng.random(n) < with_bsn, who.bsn[rows], ""),
        "voornamen": _given_as_written(who, rows, style),
        "tussenvoegsel": prefix,
        "achternaam": family,
        "geboortedatum": np.datetime_as_string(who.born[rows]),
        "link_geslacht": np.where(who.sex[rows] == 0, "v", "m"),
        "link_nationaliteit": codes[who.nationality[rows]],
        "link_gemeente": places[home + 1],
    }
    noise = scene.settings.noise
    if noise:
        written["bsn"] = _with_lent_numbers(written["bsn"], who, rows, rng)
        written = slipped(
            written, noise, rng, nationalities=codes.tolist(), places=places.tolist()
        )
    written["voornamen"] = _marked(written["voornamen"], " ", marker)
    written["achternaam"] = _marked(written["achternaam"], "", marker)
    return written


def _with_lent_numbers(
    numbers: Texts, who: Identities, rows: Ints, rng: np.random.Generator
) -> Texts:
    """Write another person's number in some records of those who use it."""
    lender = who.lender[rows]
    lent = (lender >= 0) & (rng.random(len(rows)) < LENT)
    return np.where(lent, who.bsn[np.maximum(lender, 0)], numbers)


class _Style:
    """How each record is spelled."""

    def __init__(self, rng: np.random.Generator, n: int) -> None:
        self.upper = rng.random(n) < 0.07
        self.unmarked = rng.random(n) < 0.15
        self.prefix_inside = rng.random(n) < 0.2
        self.spaced = rng.random(n) < 0.03
        self.joined = rng.random(n) < 0.3
        """Hyphens become spaces."""

    def spell(self, names: Texts, index: Ints) -> Texts:
        """Pick names in the spelling of each record."""
        unmarked = _without_marks(names)
        forms = np.stack(
            [names, unmarked, np.strings.upper(names), np.strings.upper(unmarked)]
        )
        return np.asarray(forms[2 * self.upper + self.unmarked, index])


def _given_as_written(who: Identities, rows: Ints, style: _Style) -> Texts:
    is_woman = who.sex[rows] == 0
    first = _spelled_by_sex(who, who.given[rows], is_woman, style)
    second = _spelled_by_sex(who, np.maximum(who.second[rows], 0), is_woman, style)
    is_hyphenated = who.hyphen[rows] & ~style.joined
    space = np.where(style.spaced, "  ", " ")
    gap = np.where(is_hyphenated, "-", space)
    both = np.strings.add(np.strings.add(first, gap), second)
    return np.where(who.second[rows] >= 0, both, first)


def _spelled_by_sex(
    who: Identities, names: Ints, is_woman: Bools, style: _Style
) -> Texts:
    """Spell given names of the pool of women or of men."""
    # A number of the one pool may be beyond the end of the other, from which nothing is taken then.
    women, men = (
        style.spell(pool.names, np.minimum(names, len(pool.names) - 1))
        for pool in who.pools.given
    )
    return np.where(is_woman, women, men)


def _family_as_written(
    who: Identities, rows: Ints, style: _Style
) -> tuple[Texts, Texts]:
    """Return the particle and the family name of each record; some sources write both in one column."""
    first = style.spell(who.pools.family.names, who.family[rows])
    second = style.spell(who.pools.family.names, np.maximum(who.double[rows], 0))
    hyphen = np.where(style.joined, " ", np.where(style.spaced, " - ", "-"))
    double = np.strings.add(np.strings.add(first, hyphen), second)
    family = np.where(who.double[rows] >= 0, double, first)
    prefix = style.spell(who.pools.particles.names, who.particle[rows])
    space = np.where(style.spaced, "  ", " ")
    with_prefix = np.strings.add(np.strings.add(prefix, space), family)
    is_inside = style.prefix_inside & (prefix != "")
    return np.where(is_inside, "", prefix), np.where(is_inside, with_prefix, family)


def _marked(names: Texts, gap: str, marker: str) -> Texts:
    return np.strings.add(names, gap + marker) if marker else names

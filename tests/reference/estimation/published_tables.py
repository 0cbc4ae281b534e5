"""Capture tables in print, which the published R packages are shown on."""

from zicht.vocabulary.estimates import CaptureTable

HIV = CaptureTable(
    ("c1", "c2", "c3", "c4"),
    tuple(range(1, 15)),
    (403, 545, 33, 621, 20, 35, 3, 205, 6, 10, 1, 11, 0, 3),
)
"""Four lists of people with HIV in Lazio, Italy, 1990: Abeni, Brancato & Perucci (1994)."""

HARE_COUNTS = {
    1: 3,
    2: 6,
    4: 5,
    5: 1,
    8: 3,
    9: 2,
    10: 3,
    13: 1,
    16: 4,
    17: 2,
    18: 3,
    19: 1,
    21: 1,
    24: 1,
    32: 4,
    33: 1,
    34: 1,
    35: 1,
    36: 2,
    38: 2,
    40: 4,
    42: 3,
    44: 1,
    46: 2,
    48: 2,
    50: 1,
    52: 1,
    54: 1,
    56: 1,
    57: 1,
    58: 1,
    62: 1,
    63: 2,
}
HARE = CaptureTable(
    ("1", "2", "3", "4", "5", "6"),
    tuple(HARE_COUNTS),
    tuple(HARE_COUNTS.values()),
)
"""68 snowshoe hares on six occasions: Burnham & Cushwa, in Otis and others (1978)."""

HEPATITIS = CaptureTable(
    ("P", "Q", "E"), (7, 3, 5, 1, 6, 2, 4), (28, 21, 17, 69, 18, 55, 63)
)
"""Three lists of students with hepatitis A, Taiwan, 1995: Chao & Tsay (1998)."""


def histories(counts):
    """Make a table of counts by history, such as {"011": 18}; lists in the order of the signs."""
    n_lists = len(next(iter(counts)))
    patterns = [
        sum(1 << place for place, sign in enumerate(history) if sign == "1")
        for history in counts
    ]
    names = tuple(f"L{number}" for number in range(1, n_lists + 1))
    return CaptureTable(names, tuple(patterns), tuple(counts.values()))


DIABETES = histories(
    {
        "0001": 10,
        "0010": 182,
        "0011": 8,
        "0100": 74,
        "0101": 7,
        "0110": 20,
        "0111": 14,
        "1000": 709,
        "1001": 12,
        "1010": 650,
        "1011": 46,
        "1100": 104,
        "1101": 18,
        "1110": 157,
        "1111": 58,
    }
)
"""Four lists of people with diabetes in Casale Monferrato, Italy: Bruno and others (1994)."""

CONGENITAL = histories(
    {
        "00001": 83,
        "00010": 97,
        "00011": 30,
        "00100": 4,
        "00101": 3,
        "00110": 2,
        "01000": 37,
        "01001": 34,
        "01010": 37,
        "01011": 23,
        "01100": 1,
        "01110": 3,
        "10000": 27,
        "10001": 36,
        "10010": 22,
        "10011": 5,
        "10100": 4,
        "10101": 5,
        "10110": 1,
        "10111": 3,
        "11000": 19,
        "11001": 18,
        "11010": 25,
        "11011": 8,
        "11100": 1,
        "11101": 2,
        "11110": 5,
        "11111": 2,
    }
)
"""Five lists of children with a congenital anomaly in Massachusetts: Wittes and others (1974)."""

SPINA_BIFIDA = histories(
    {"001": 60, "010": 48, "011": 4, "100": 244, "101": 111, "110": 142, "111": 12}
)
"""Three lists of children with spina bifida in New York State, 1969-1974, as in conting 1.7."""

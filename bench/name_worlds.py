# ruff: noqa: E501 - a list of names is a line
"""How well records are linked where names are of another kind: few family names, patronymics, spellings, one name.

Run: python bench/name_worlds.py [--records 2000] [--seeds 1] [--blocks] [world ...]. Each world invents people of one country;
slips are as in `hard_records`. With `--blocks` pairs come in blocks, as in a large register.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from hard_records import RECORDS_OF_A_PERSON, Person, Record, written_down
from linkage import hand_over
from linkage_quality import quality_of

from zicht.engine.session import Session
from zicht.linkage.linking import link
from zicht.vocabulary.people import LinkageReport

Chance = random.Random
Names = tuple[str, str]
"""Given and family name."""


def words(text: str) -> tuple[str, ...]:
    """Split names at spaces."""
    return tuple(text.split())


CHINESE_FAMILIES = words(
    "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang Xie Song Tang Xu Han"
    " Feng Deng Cao Peng Zeng Xiao Tian Dong Yuan Pan Yu Jiang Cai Du Ye Cheng Su Wei Lu Ding Ren Shen Yao"
)
CHINESE_SYLLABLES = words(
    "Wei Fang Na Min Jing Li Qiang Lei Jun Yang Yong Yan Jie Juan Tao Ming Chao Xiu Ying Hua Ping Gang Gui Dan Yu Xin"
    " Hong Bo Jian Guo Hai Bin Mei Lan Xia Ling Ting Xue Hui Rong Zhi Cheng Wen Qing Shan Long Feng Xiang Lin Ning"
)
VIETNAMESE_FAMILIES = words(
    "Nguyen Tran Le Pham Hoang Huynh Phan Vu Vo Dang Bui Do Ho Ngo Duong Ly"
)
VIETNAMESE_SHARES = (384, 121, 95, 70, 51, 40, 45, 39, 20, 21, 20, 14, 13, 13, 10, 5)
VIETNAMESE_GIVEN = words(
    "Anh Binh Chi Cuong Dung Giang Ha Hai Hanh Hien Hieu Hoa Hong Hue Hung Huong Khanh Lan Linh Loan Long Mai Minh My"
    " Nam Nga Ngoc Nhung Phuong Quang Quyen Son Tam Thanh Thao Thu Thuy Tien Trang Trinh Trung Tuan Tuyet Van Viet Yen"
)
ICELANDIC = words(
    "Anna Gudrun Kristin Sigridur Helga Margret Ingibjorg Sigrun Johanna Asta Hildur Elin Eva Katrin Birna Jon Sigurdur"
    " Gudmundur Gunnar Olafur Einar Magnus Kristjan Stefan Bjorn Arni Helgi Halldor Petur Gisli Ragnar Thorsteinn Aron"
)
ARABIC = (
    words("Mohammed Muhammad Mohamed Mohammad Mouhamad"), words("Ahmed Ahmad Achmed"), words("Hussein Husain Hossein Houssein"),
    words("Yusuf Youssef Yousef Joessoef"), words("Khaled Khalid Chalid"), words("Abdullah Abdallah Abdoellah"), words("Omar Umar Oumar"),
    words("Said Saeed Sa'id Saïd"), words("Ibrahim Ebrahim Brahim"), words("Hamza Hamzah"), words("Fatima Fatma Fatimah Fatmeh"),
    words("Aisha Aicha Ayesha Aysha"), words("Khadija Khadijah Chadija"), words("Zaynab Zainab Zeinab"), words("Maryam Mariam Meryem"),
    words("Nour Noor Nur"), words("Huda Houda Hoda"), words("Samira Sameera"), words("Rashid Rachid Rasheed"), words("Jamal Gamal Djamal"),
)  # fmt: skip
"""Spellings of one name."""
SPANISH_GIVEN = words(
    "Maria Carmen Ana Isabel Laura Cristina Marta Lucia Elena Rosa Pilar Teresa Antonio Jose Manuel Francisco Juan David"
    " Javier Daniel Carlos Jesus Alejandro Miguel Rafael Pedro Pablo Angel Sergio Fernando Luis Jorge Alberto Diego"
)
SPANISH_FAMILIES = words(
    "Garcia Rodriguez Gonzalez Fernandez Lopez Martinez Sanchez Perez Gomez Martin Jimenez Hernandez Ruiz Diaz Moreno"
    " Munoz Alvarez Romero Gutierrez Alonso Navarro Torres Dominguez Ramos Vazquez Ramirez Gil Serrano Morales Molina"
)
PUNJABI = words(
    "Amandeep Gurpreet Harpreet Jaspreet Kuldeep Mandeep Manpreet Navdeep Parminder Rajinder Ravinder Satnam Simran"
    " Sukhdeep Balwinder Jaswinder Kulwinder Lakhwinder Gurdeep Harjit Kiranjit Surinder Tejinder Arshdeep Ramandeep"
)
INDONESIAN = words(
    "Suharto Sukarno Wati Sri Slamet Budi Dewi Siti Agus Eko Joko Rini Yanti Sari Lestari Hartono Suyanto Sumarni Ngatmin"
    " Paijo Sutrisno Wahyu Endang Tuti Mulyani Parti Kasmin Sarinah Wagiman Tukijo Sulastri Supardi Suwarno Poniman"
)
SYLLABLES = words("ba be di do fa ga ko la le mi mo na ni po ra ri sa su ta ti vo za")


def chinese(chance: Chance, _sex: str) -> Names:
    """Few family names; a given name of one or two syllables, written together, apart or with a hyphen."""
    weights = [1 / (place + 4) for place in range(len(CHINESE_FAMILIES))]
    given = [*chance.sample(CHINESE_SYLLABLES, chance.choice((1, 2, 2)))]
    return " ".join(given), chance.choices(CHINESE_FAMILIES, weights)[0]


def vietnamese(chance: Chance, sex: str) -> Names:
    """Two in five have one family name, and most a middle name that says their sex."""
    middle = "Thi" if sex == "female" else "Van"
    given = chance.choice(VIETNAMESE_GIVEN)
    family = chance.choices(VIETNAMESE_FAMILIES, VIETNAMESE_SHARES)[0]
    return f"{middle} {given}" if chance.random() < 0.6 else given, family


def icelandic(chance: Chance, sex: str) -> Names:
    """Everybody is called after a parent: all family names end alike."""
    parent = chance.choice(ICELANDIC[15:])
    stem = parent.removesuffix("ur") + "s"
    return chance.choice(ICELANDIC), stem + ("dottir" if sex == "female" else "son")


def arabic(chance: Chance, _sex: str) -> Names:
    """Twenty names in several spellings; the family name is one of them too, mostly behind a particle."""
    given, father = chance.choice(ARABIC)[0], chance.choice(ARABIC)[0]
    particle = chance.choice(("Al ", "El ", "Ben ", ""))
    return given, f"{particle}{father}{chance.choice(('', 'i', ' Hassan', ' Karim'))}"


def spanish(chance: Chance, _sex: str) -> Names:
    """One or two given names, and a family name of each parent."""
    given = " ".join(chance.sample(SPANISH_GIVEN, chance.choice((1, 2))))
    return given, " ".join(chance.sample(SPANISH_FAMILIES, 2))


def punjabi(chance: Chance, sex: str) -> Names:
    """All women have one family name, and all men another; given names serve both."""
    return chance.choice(PUNJABI), "Kaur" if sex == "female" else "Singh"


def one_name(chance: Chance, _sex: str) -> Names:
    """Somebody has one name, which stands in the column of the family name."""
    return "", chance.choice(INDONESIAN) + chance.choice(("", "", "no", "ti", "wan"))


def begun_alike(chance: Chance, _sex: str) -> Names:
    """Every name begins with the same four letters."""
    ends = ["".join(chance.choices(SYLLABLES, k=2)) for _ in range(2)]
    return f"Mara{ends[0]}", f"Mara{ends[1]}"


WORLDS: dict[str, Callable[[Chance, str], Names]] = {
    "chinese": chinese,
    "vietnamese": vietnamese,
    "icelandic": icelandic,
    "arabic": arabic,
    "spanish": spanish,
    "punjabi": punjabi,
    "one name": one_name,
    "begun alike": begun_alike,
}


def habit(world: str, person: Person, chance: Chance) -> Person:
    """Write names as registers of other countries do, on top of slips."""
    given, family = person.given, person.family
    if world in ("chinese", "vietnamese") and chance.random() < 0.15:
        given, family = family, given
    if world == "chinese":
        given = given.replace(" ", chance.choice((" ", "", "-")))
    if world == "vietnamese" and chance.random() < 0.3:
        given = given.split()[-1]
    if world == "spanish" and chance.random() < 0.3:
        family = family.split()[0]
    if world == "spanish" and chance.random() < 0.3:
        given = given.split()[0]
    if world == "arabic":
        given, family = respelled(given, chance), respelled(family, chance)
    if world == "one name":
        given = chance.choice(("", "", family, "fnu"))
    return replace(person, given=given, family=family)


def respelled(name: str, chance: Chance) -> str:
    """Write each word in any of its spellings."""
    spellings = {every[0]: every for every in ARABIC}
    return " ".join(
        chance.choice(spellings[word]) if word in spellings else word
        for word in name.split()
    )


def records_of(
    world: str, n: int, *, rate: float = 0.5, seed: int = 1
) -> tuple[list[Record], list[int]]:
    """Invent records of a world, one text per role; and the person of each."""
    chance = Chance(f"{world} {seed}")
    places = [f"VB{number:04d}" for number in range(345)]
    weights = [1 / (number + 3) for number in range(345)]
    records: list[Record] = []
    persons: list[int] = []
    number = 0
    while len(records) < n:
        sex = chance.choice(("female", "female", "male"))
        given, family = WORLDS[world](chance, sex)
        year = 2024 - min(max(round(chance.gauss(27, 9)), 10), 70)
        born = np.datetime64(f"{year}-01-01") + np.timedelta64(
            chance.randrange(365), "D"
        )
        place = chance.choices(places, weights)[0]
        person = Person(given, "", "", family, born, sex, "XXX", place)
        for _ in range(chance.choices(range(1, 7), RECORDS_OF_A_PERSON)[0]):
            written = habit(world, person, chance)
            records.append(written_down(written, rate, chance))
            persons.append(number)
        number += 1
    order = chance.sample(range(len(records)), n)
    return [records[i] for i in order], [persons[i] for i in order]


@dataclass(frozen=True)
class Outcome:
    """How well a world was linked."""

    quality: dict[str, float]
    report: LinkageReport
    true_persons: int
    seconds: float


def linked(world: str, n: int, *, seed: int, in_blocks: bool, rate: float) -> Outcome:
    """Link a world and compare with the truth."""
    records, persons = records_of(world, n, rate=rate, seed=seed)
    with (
        tempfile.TemporaryDirectory() as folder,
        Session(
            Path(folder) / "private", memory="1GB", disk_is_encrypted=True
        ) as session,
    ):
        fields = hand_over(session, records)
        began = time.monotonic()
        limit = {"affordable_pairs": 0} if in_blocks else {}
        report = link(session, fields, **limit).report
        seconds = time.monotonic() - began
        rows = session.rows("SELECT person_id FROM links ORDER BY pseud_id")
    found = [person for (person,) in rows]
    return Outcome(quality_of(found, persons), report, len(set(persons)), seconds)


def main(
    worlds: Sequence[str], n: int, seeds: int, *, in_blocks: bool, rate: float
) -> None:
    """Print a line for each world and seed."""
    for world in worlds:
        for seed in range(1, seeds + 1):
            outcome = linked(world, n, seed=seed, in_blocks=in_blocks, rate=rate)
            report, low_high = outcome.report, outcome.report.persons_plausible
            print(
                f"{world:12} seed {seed} {outcome.quality} persons {report.persons} of {outcome.true_persons}"
                f" plausible {low_high} lost {report.lost_by_blocking.estimate:.3f}"
                f" pairs {report.compared_pairs} {outcome.seconds:.0f} s",
                flush=True,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("worlds", nargs="*", default=list(WORLDS))
    parser.add_argument("--records", type=int, default=2_000)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--rate", type=float, default=0.5)
    parser.add_argument("--blocks", action="store_true")
    given = parser.parse_args()
    main(
        given.worlds,
        given.records,
        given.seeds,
        in_blocks=given.blocks,
        rate=given.rate,
    )

"""A source that may not hand names over puts keyed tokens, or Bloom filters for a trusted unit, in their place."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from tests.bloom_filters import bits_of

from zicht.linkage import at_source
from zicht.linkage.at_source import Fields, Spelled, blooms_of, tokens_of

FIELDS = Fields("given", "family", "birth", "sex", "prefix")
KEY = bytes(range(32))
ROW = {
    "given": "Anne-Sofie",
    "prefix": "van der",
    "family": "Berg",
    "birth": "1999-04-05",
    "sex": "v",
    "place": "Assen",
}


def tokens(**changes: str) -> dict[str, str]:
    return tokens_of(Spelled({**ROW, **changes}, FIELDS), KEY)


def in_common(**changes: str) -> set[str]:
    """Name the kinds of token that a row with slips shares with the same row without."""
    changed = tokens(**changes)
    return {
        kind for kind, token in tokens().items() if token and token == changed[kind]
    }


@pytest.mark.parametrize(
    ("slip", "kind"),
    [
        ({"given": "ANNE SOFIE", "family": "berg"}, "names"),
        ({"prefix": "", "family": "van der Berg"}, "names"),
        ({"given": "Anne"}, "names"),
        ({"family": "Berk"}, "sounds"),
        ({"given": "Berg", "prefix": "", "family": "Anne"}, "order"),
        ({"given": "A."}, "initial"),
        ({"family": "Bakker"}, "given"),
        ({"family": "Bregg", "birth": "1999-05-04", "given": "Anne"}, ""),
        ({"birth": "1999-05-04"}, "swapped"),
        ({"birth": "1999-01-01"}, "year"),
    ],
)  # fmt: skip
def test_each_kind_of_token_forgives_another_slip(slip, kind):
    if kind:
        assert kind in in_common(**slip)
    else:
        assert not in_common(**slip)


@pytest.mark.parametrize(
    "row", [{"given": ""}, {"family": "onbekend"}, {"birth": "1999"}, {"birth": "1900-01-01"},
            {"birth": "1999-04-00"}, {"birth": "1999-00-00"}]
)  # fmt: skip
def test_what_is_not_known_makes_no_token(row):
    assert set(tokens(**row).values()) == {""}


def test_tokens_of_two_keys_have_nothing_in_common():
    person = Spelled(ROW, FIELDS)
    other = tokens_of(person, bytes(32))
    assert not set(other.values()) & set(tokens().values())


def test_filters_for_two_units_have_nothing_in_common():
    """No more than two filters of other names have."""
    person = Spelled(ROW, FIELDS)
    one, other = (
        bits_of(blooms_of(person, at_source.key_of_unit(KEY, unit))["given"])
        for unit in ("unit A", "unit B")
    )
    shared = 2 * (one & other).bit_count() / (one.bit_count() + other.bit_count())
    assert shared < 0.45


def written(tmp_path: Path, *options: str) -> list[dict[str, str]]:
    """Run the file as a supplier does, with nothing but Python: no package can be imported."""
    script = Path(at_source.__file__)
    source, target, key = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "a.key"
    with source.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(ROW), delimiter=";")
        writer.writeheader()
        writer.writerow(ROW)
    command = [sys.executable, "-I", "-S", str(script)]
    subprocess.run([*command, "new-key", str(key)], check=True, capture_output=True)
    columns = [
        "--given-names",
        "given",
        "--family-name",
        "family",
        "--name-prefix",
        "prefix",
    ]
    columns += ["--birth-date", "birth", "--sex", "sex"]
    subprocess.run(
        [*command, "tokens", str(source), "--key", str(key), "--out", str(target), *columns, *options],
        check=True,
        capture_output=True,
    )  # fmt: skip
    with target.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_names_are_gone_from_the_file_and_of_the_birth_date_the_year_stays(tmp_path):
    (row,) = written(tmp_path)
    assert not {"given", "prefix", "family"} & set(row)
    assert (row["birth"], row["sex"], row["place"]) == ("1999", "v", "Assen")
    assert all(len(row[f"token_{kind}"]) == 10 + 32 for kind in at_source.KINDS)
    text = (tmp_path / "out.csv").read_text("utf-8").casefold()
    assert not any(word in text for word in ("anne", "berg", "1999-04"))


def test_a_source_that_may_hand_names_over_keeps_them_beside_the_tokens(tmp_path):
    (row,) = written(tmp_path, "--keep-names")
    assert row["family"] == "Berg"
    assert row["birth"] == "1999-04-05"
    assert row["token_names"]


def test_filters_are_written_for_a_named_unit(tmp_path):
    (row,) = written(tmp_path, "--bloom", "the linkage unit")
    assert all(
        len(row[f"bloom_{field}"]) == 10 + 128 for field in at_source.BLOOM_FIELDS
    )


def test_what_cannot_be_used_is_refused_and_nothing_is_written(tmp_path, capsys):
    source, key = tmp_path / "in.csv", tmp_path / "a.key"
    source.write_text("given;family\nMina;Osei\n", encoding="utf-8")
    at_source.new_key(str(key))
    command = [
        "tokens",
        str(source),
        "--key",
        str(key),
        "--out",
        str(tmp_path / "out.csv"),
    ]
    columns = [
        "--given-names",
        "given",
        "--family-name",
        "family",
        "--birth-date",
        "born",
        "--sex",
        "sex",
    ]
    assert at_source.main([*command, *columns]) == 1
    assert "has no column born, sex" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()
    key.chmod(0o644)
    assert at_source.main([*command, *columns]) == 1
    assert "chmod 600" in capsys.readouterr().err
    key.chmod(0o600)
    key.write_text("00ff", encoding="ascii")
    assert at_source.main([*command, *columns]) == 1
    assert "64 hexadecimal digits" in capsys.readouterr().err


COLUMNS = Fields("given", "family", "birth", "sex")
HEADER = "id;given;family;birth;sex"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (f"{HEADER}\n1;Mina;Osei;02-01-1980;v\n", "does not begin with its year"),
        (f"{HEADER}\n1;Mina;Osei;19800102;v\n", "does not begin with its year"),
        (f"{HEADER}\n1;Mina;Osei\n", "more or fewer cells"),
        (f"{HEADER}\n1;Mina;Osei;1980-01-02;v;x\n", "more or fewer cells"),
        (f"{HEADER};given\n1;Mina;Osei;1980-01-02;v;Ada\n", "more than once"),
        (f"{HEADER};token_names\n1;Mina;Osei;1980-01-02;v;x\n", "as this program"),
        (f"{HEADER}\n", "no rows"),
    ],
)
def test_a_file_of_which_something_would_be_lost_or_told_is_refused(
    tmp_path, table, words
):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(table, encoding="utf-8")
    with pytest.raises(at_source.AtSourceError, match=words) as refusal:
        at_source.write_tokens(str(source), str(target), COLUMNS, KEY)
    assert "Osei" not in str(refusal.value)
    assert not target.exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"encoding": "nonsense"}, "not the name of an encoding"),
        ({"delimiter": ";;"}, "one sign"),
        ({"target": "no folder/out.csv"}, "no folder"),
        ({"fields": Fields("", "family", "birth", "sex")}, "no column"),
    ],
)
def test_wrong_options_are_told_and_are_no_fault_of_the_program(
    tmp_path, options, words
):
    source = tmp_path / "in.csv"
    source.write_text(f"{HEADER}\n1;Mina;Osei;1980-01-02;v\n", encoding="utf-8")
    given = {"fields": COLUMNS, "target": "out.csv", **options}
    target, fields = tmp_path / given.pop("target"), given.pop("fields")
    with pytest.raises(at_source.AtSourceError, match=words):
        at_source.write_tokens(str(source), str(target), fields, KEY, **given)


def test_rows_without_a_token_are_counted(tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = ["Mina;Osei;1980-01-02;v", "Mina;onbekend;1980-01-02;v", "Mina;Osei;1980;v"]
    text = "\n".join(["given;family;birth;sex", *rows])
    source.write_text(text, encoding="utf-8")
    written = at_source.write_tokens(str(source), str(target), COLUMNS, KEY)
    assert written == (3, 2)
    assert str(written) == "3 rows, 2 of them without a token"


def table_of(rows: list[dict[str, str]], *, blooms: bool) -> str:
    """Write a small table of link fields without names, as a source hands it over."""
    kinds = ("given", "family", "birth") if blooms else ()
    header = (
        ["record", *(f"{kind}_bloom" for kind in kinds)]
        if blooms
        else ["record", "token"]
    )
    lines = [" | ".join([*header, "birth", "sex"])]
    for row in rows:
        person = Spelled(row, FIELDS)
        if blooms:
            keyed = [blooms_of(person, KEY)[kind] or "-" for kind in kinds]
        else:
            keyed = [" ".join(tokens_of(person, KEY).values()).strip() or "-"]
        lines.append(
            " | ".join([row["record"], *keyed, row["birth"][:4] or "-", row["sex"]])
        )
    return "\n".join(lines)


PEOPLE = [
    {**ROW, "record": "a"},
    {**ROW, "record": "b", "prefix": "", "family": "Berk"},
    {**ROW, "record": "c", "given": "Berg", "prefix": "", "family": "Anne Sofie"},
    {**ROW, "record": "d", "given": "Pieter", "prefix": "", "family": "Kaya", "birth": "1984-12-30", "sex": "m"},
    {**ROW, "record": "e", "given": "Ioana", "prefix": "", "family": "Popescu", "birth": "2001-02-11"},
]  # fmt: skip


def test_records_with_tokens_in_common_are_one_person(linked):
    assert linked(table_of(PEOPLE, blooms=False)).groups() == ["abc", "d", "e"]


def test_tokens_of_two_keys_say_nothing_of_two_records(linked):
    """They never are equal, so that they differ is no evidence against one person."""
    other = tokens_of(Spelled(PEOPLE[1], FIELDS), bytes(32))
    table = table_of(PEOPLE, blooms=False)
    record = next(line for line in table.splitlines() if line.startswith("b"))
    changed = record.split(" | ")
    changed[1] = " ".join(other.values())
    linkage = linked(table.replace(record, " | ".join(changed)))
    assert linkage.groups() == ["ac", "b", "d", "e"]
    assert linkage.report.known["token"] == 5


def test_records_with_filters_that_are_alike_are_one_person(linked):
    """Filters of given and family name are not compared with each other: who changed places is not found."""
    found = linked(table_of([PEOPLE[0], PEOPLE[1], *PEOPLE[3:]], blooms=True))
    assert found.groups() == ["ab", "d", "e"]

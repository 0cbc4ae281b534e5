"""Attacks on the rule of two persons: keys that somebody made themselves, one person twice, dates, old lists."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.attack.acting import ROOT_WORDS, WORDS, newest, person, sign

from zicht import release as room
from zicht.pipeline import releasing, reviewers, trust
from zicht.release import approval, signing
from zicht.release.approval import load_key
from zicht.release.roles import Member, Panel, Role, write_roles
from zicht.vocabulary.errors import ReleaseError, UsageError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")


@pytest.fixture(name="project")
def _project(trusted_project: Path) -> Path:
    return trusted_project


def test_two_listed_persons_publish(project: Path) -> None:
    ann, ben = person(project, "Ann"), person(project, "Ben")
    assert sign(project, "Ann", ann) is False
    assert sign(project, "Ben", ben) is True


def test_one_person_who_makes_two_keys_publishes_nothing(
    project: Path, tmp_path: Path
) -> None:
    """Keys and files of names in the project, as an earlier version registered them, mean nothing."""
    person(project, "Ann")
    for name in ("One", "Two"):
        key = tmp_path / f"{name}.key"
        public = approval.make_key(key)
        reviewers.register(project / "reviewers", name, public)
        with pytest.raises(ReleaseError, match="not registered"):
            releasing.approve(
                project,
                newest(project).name,
                reviewer=name,
                key=key,
                statement="Trust me.",
                demonstration=False,
                tell=silent,
            )


def test_two_keys_of_one_person_count_once(project: Path) -> None:
    first = person(project, "Ann")
    second = person(project, "Ann", file="second")
    assert sign(project, "Ann", first) is False
    with pytest.raises(ReleaseError, match="already"):
        approval.enter_approval(
            newest(project), _signed(project, "Ann", second), _panel(project)
        )


def test_a_name_in_capitals_is_no_second_person(project: Path) -> None:
    first = person(project, "Ann")
    second = person(project, "ANN", file="second")
    assert sign(project, "Ann", first) is False
    with pytest.raises(ReleaseError, match="already"):
        approval.enter_approval(
            newest(project), _signed(project, "ANN", second), _panel(project)
        )


@pytest.mark.parametrize(
    "name",
    [
        "\u0410nn",
        "Ann\u043e",
        "A\u03bdn",
        "A\u057dn",
        "A\u10e7n",
        "Ann\u02bc",
        "\u13aann",
    ],
)
def test_a_name_in_letters_that_only_look_like_latin_is_not_listed(
    project: Path, name: str
) -> None:
    """A Cyrillic or Greek letter among Latin ones makes a second person of one, whom nobody sees in the list."""
    with pytest.raises(ReleaseError, match="look alike"):
        person(project, f"{name} Ben", file="second")
    assert len(trust.listed(project).members) == 2, "builder and gate"
    person(project, "\u0410\u043d\u043d\u0430", file="anna")


@pytest.mark.parametrize(
    "name",
    [
        *("\u2c6dnn", "\u0251nn", "B\u1d0fb", "\u0261us", "Wi\ua781", "\uff21\u0430"),
        # Not phonetic: a turned h, an insular d, a long i of inscriptions, an n and a c with a hook.
        *("A\ua78dn", "Gu\ua77a", "\ua7feda", "Be\u0273", "\u0188yd"),
    ],
)
def test_a_name_with_a_letter_drawn_as_another_is_not_listed(
    project: Path, name: str
) -> None:
    """An alpha, a small capital or a turned l of phonetics is Latin too, and nobody sees it in the list."""
    with pytest.raises(ReleaseError, match="look"):
        person(project, name, file="second")
    assert len(trust.listed(project).members) == 2, "builder and gate"


def test_letters_of_languages_are_listed(project: Path) -> None:
    for number, name in enumerate(
        (
            "\u0141ukasz",
            "I\u015f\u0131k",
            "\u018fli",
            "\u00deor",
            "Stra\u00dfer",
            "\u039c\u03b1\u03af\u03c1\u03b7",
        )
    ):
        person(project, name, file=f"key-{number}")
    assert len(trust.listed(project).members) == 8


def test_the_advice_names_the_letter_to_replace(project: Path) -> None:
    with pytest.raises(ReleaseError) as refused:
        person(project, "Be\u0430", file="second")
    assert "CYRILLIC SMALL LETTER A" in refused.value.what
    assert "Replace U+0430" in refused.value.now


def test_who_leaves_takes_no_namesake_along(project: Path) -> None:
    """Mas and Maes may not sign one release together; the roles of Maes ended with those of Mas."""
    person(project, "Mas")
    person(project, "Maes", file="second")
    told: list[str] = []

    def revoke(name: str) -> None:
        trust.revoke(
            project,
            root_key=project.parent / "root.key",
            passphrase=ROOT_WORDS,
            person=name,
            tell=lambda sentence: told.append(str(sentence)),
        )

    with pytest.raises(UsageError, match="exactly this name"):
        revoke("mas")
    revoke("Mas")
    ended = [member.person for member in trust.listed(project).members if member.until]
    assert ended == ["Mas"]
    assert any("Maes" in sentence for sentence in told)


def test_a_role_that_ends_between_two_signatures_is_said(project: Path) -> None:
    """Two signatures stood beside the release, it was not published, and nothing said why."""
    ann, ben = person(project, "Ann"), person(project, "Ben")
    assert sign(project, "Ann", ann) is False
    trust.revoke(
        project,
        root_key=project.parent / "root.key",
        passphrase=ROOT_WORDS,
        person="Ann",
        tell=silent,
    )
    done = releasing.approve(
        project,
        newest(project).name,
        reviewer="Ben",
        key=ben,
        statement="Figures and wording.",
        demonstration=False,
        passphrase=WORDS,
        tell=silent,
    )
    assert done["published"] is False
    assert "Ann (does not count)" in str(done["signed by"])
    (line,) = releasing.list_releases(project)
    assert set(line.signed_by) == {"Ann (does not count)", "Ben"}


def test_the_builder_does_not_approve_with_another_key(project: Path) -> None:
    key = person(project, "Bea Builder")
    with pytest.raises(ReleaseError, match="built"):
        sign(project, "Bea Builder", key)


def _panel(project: Path) -> Panel:
    return reviewers.registered(project)


def _signed(project: Path, name: str, key: Path) -> dict[str, object]:
    manifest = (newest(project) / "content" / "manifest.json").read_bytes()
    return approval.sign_approval(
        room.files.digest_of(manifest),
        load_key(key, WORDS),
        reviewer=name,
        statement="Figures.",
    )


def test_a_revoked_reviewer_signs_nothing_and_keeps_what_was_published(
    project: Path,
) -> None:
    ann, ben = person(project, "Ann"), person(project, "Ben")
    sign(project, "Ann", ann)
    sign(project, "Ben", ben)
    tomorrow = "2999-01-01"
    root = project.parent / "root.key"
    trust.revoke(
        project,
        root_key=root,
        passphrase=ROOT_WORDS,
        person="Ben",
        day=tomorrow,
        tell=silent,
    )
    assert approval.is_published(newest(project), _panel(project))
    cyd = person(project, "Cyd")
    trust.revoke(
        project, root_key=root, passphrase=ROOT_WORDS, person="Cyd", tell=silent
    )
    with pytest.raises(ReleaseError, match="not registered"):
        sign(project, "Cyd", cyd)
    assert approval.is_published(newest(project), _panel(project))


def test_a_signature_with_a_date_before_a_revocation_does_not_enter_after_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attacker has a revoked key and sets the clock back."""
    cyd = person(project, "Cyd", since="2020-01-01", until="2021-01-01")
    with monkeypatch.context() as patch:
        patch.setattr(signing, "now", lambda: "2020-06-01T12:00:00+00:00")
        fields = _signed(project, "Cyd", cyd)
    with pytest.raises(ReleaseError, match="not registered"):
        approval.enter_approval(newest(project), fields, _panel(project))


def test_an_altered_list_of_roles_is_refused(project: Path) -> None:
    person(project, "Ann")
    path = reviewers.trust_folder("albion") / reviewers.ROLES
    path.write_text(path.read_text().replace('"Ann"', '"Eve"'))
    with pytest.raises(ReleaseError, match="signature"):
        _panel(project)


def test_a_list_that_another_root_key_signed_is_refused(
    project: Path, tmp_path: Path
) -> None:
    approval.make_key(tmp_path / "eve.key")
    eve = load_key(tmp_path / "eve.key")
    path = reviewers.trust_folder("albion") / reviewers.ROLES
    mine = Member("Eve", Role.REVIEWER, signing.public_hex(eve), "2020-01-01")
    write_roles(path, "albion", 9, (mine,), eve)
    with pytest.raises(ReleaseError, match="root key"):
        _panel(project)


def test_a_builder_or_gate_that_nobody_listed_is_not_published(project: Path) -> None:
    ann, ben = person(project, "Ann"), person(project, "Ben")
    for role in (Role.BUILDER, Role.GATE):
        roles = trust.listed(project)
        without = tuple(
            replace(member, until=member.since) if member.role is role else member
            for member in roles.members
        )
        path = reviewers.trust_folder("albion") / reviewers.ROLES
        whole = path.read_bytes()
        root = load_key(project.parent / "root.key", ROOT_WORDS)
        write_roles(path, "albion", roles.number + 1, without, root)
        if role is Role.BUILDER:
            assert sign(project, "Ann", ann) is False
        with pytest.raises(ReleaseError, match=f"{role} of .* not listed"):
            sign(project, "Ben", ben)
        path.write_bytes(whole)
    assert sign(project, "Ben", ben) is True


def test_without_a_root_of_trust_nobody_publishes(
    received_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZICHT_TRUST", str(tmp_path / "nothing"))
    project = received_project
    key = tmp_path / "key"
    approval.make_key(key)
    with pytest.raises(ReleaseError, match="no root of trust"):
        sign(project, "Ann", key)


def test_keys_of_persons_open_with_their_passphrase_only(
    project: Path, tmp_path: Path
) -> None:
    key = person(project, "Ann")
    assert approval.needs_passphrase(key)
    for words in (b"", b"guess"):
        with pytest.raises(ReleaseError, match="passphrase"):
            load_key(key, words)
    with pytest.raises(UsageError, match="passphrase"):
        releasing.make_reviewer(
            project, reviewer="Ben", out=tmp_path / "b.key", passphrase=b""
        )

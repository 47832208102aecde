"""A row is about one student or about nobody, never about two."""

from __future__ import annotations

import pytest

from grader.course.roster import Roster, Student
from grader.errors import UsageError
from grader.exports.who import Clue, match, match_the_clear, namesakes, people
from grader.intake.names import squashed

ROSTER = Roster(
    {
        "s1": Student("s1", name="Ada King Lovelace", email="ada@x.org", ids={"canvas_id": "901"}),
        "s2": Student("s2", name="Hopper, Grace"),
        "s3": Student("s3", name="Hopper, Grace"),
    }
)
EVERYBODY = people(ROSTER, ["s1", "Emmy Noether", "Zoe\u0308"])


def _found(*clues: Clue) -> str | None:
    found = match({0: clues}, EVERYBODY)
    return found[0].value if found else None


@pytest.mark.parametrize(
    ("clue", "student"),
    [
        (Clue("login", "S1 "), "s1"),
        (Clue("mail", "Ada@X.org"), "s1"),
        (Clue("id", "901"), "s1"),
        (Clue("name", "lovelace, Ada  King", "name"), "s1"),
        (Clue("name", "Ada King Lovelace", "name"), "s1"),
        (Clue("file", "lovelaceadaking", "squashed"), "s1"),
        (Clue("file", "noetheremmy", "squashed"), "Emmy Noether"),
        (Clue("name", "Noether, Emmy", "name"), "Emmy Noether"),
        (Clue("login", "Zo\u00eb"), "Zoe\u0308"),
        (Clue("name", "Grace Hopper", "name"), None),
        (Clue("name", "s", "name"), None),
        (Clue("login", ""), None),
        (Clue("login", "Ada King Lovelace"), None),
    ],
)
def test_a_clue_leads_to_one_student_or_to_none(clue: Clue, student: str | None) -> None:
    """Case, blanks, a name's order and Unicode's forms do not matter; two Graces are nobody."""
    assert _found(clue) == student


def test_the_first_clue_that_leads_anywhere_is_told() -> None:
    """A blank or unknown id leaves the decision to the next column."""
    found = match({4: [Clue("SIS", "none"), Clue("ID", "901"), Clue("Student", "s1")]}, EVERYBODY)

    assert found == {4: Clue("ID", "s1")}


def test_clues_that_disagree_are_refused() -> None:
    """A number that two systems count alike gives nobody another's grade."""
    with pytest.raises(UsageError, match="ID says 's1', Student says 's2'"):
        match({0: [Clue("ID", "901"), Clue("Student", "s2")]}, EVERYBODY)


def test_two_rows_about_one_student_are_refused() -> None:
    """One grade does not go to two rows."""
    rows = {1: [Clue("ID", "901")], 2: [Clue("Mail", "ada@x.org")]}

    with pytest.raises(UsageError, match="'s1' in row 2 by ID and row 3 by Mail"):
        match(rows, EVERYBODY)


def test_letters_of_every_script_stay_in_a_file_name() -> None:
    """As in Canvas, what is no letter goes and the others become small."""
    assert squashed("Gauß, Émile-Zoë 2_x") == "gaussémilezoë2x"


@pytest.mark.parametrize(
    ("column", "roster_column", "said", "own", "other"),
    [
        ("ID", "canvas_id", "canvas_id", "901", "902"),
        ("SIS User ID", "sis_user_id", "", "00123", "123"),
        ("SIS Login ID", "sis_login_id", "", "ada", "ada2"),
    ],
)
def test_a_name_does_not_count_against_an_id(
    column: str, roster_column: str, said: str, own: str, other: str
) -> None:
    """A stranger with a student's name, and another id of the same system, is nobody."""
    ada = Student("s1", name="Ada Lovelace", ids={roster_column: own})
    everybody = people(Roster({"s1": ada}), ["s1"])
    name = Clue("Student", "Lovelace, Ada", "name")

    own_row, other_row = (
        match({0: [Clue(column, value, own=said), name]}, everybody) for value in (own, other)
    )

    assert [clue.value for clue in own_row.values()] == ["s1"]
    assert other_row == {}


def test_an_id_of_another_system_leaves_the_name() -> None:
    """Moodle's own number is not Canvas', whatever the column is called."""
    name = Clue("Full name", "King Lovelace, Ada", "name")

    found = [match({0: [Clue(column, "7"), name]}, EVERYBODY) for column in ("ID", "SIS User ID")]

    assert [one[0].value for one in found] == ["s1", "s1"]


def test_an_id_of_one_system_does_not_count_against_another() -> None:
    """A login that is also a student's Canvas number is not theirs where Canvas' number differs."""
    kim = Student("kim", ids={"canvas_id": "901", "sis_user_id": "1"})
    everybody = people(Roster({"kim": kim}), ["kim"])
    login = Clue("SIS Login ID", "901")

    alone = match({0: [login]}, everybody)
    other = match({0: [login, Clue("ID", "14", own="canvas_id")]}, everybody)

    assert [clue.value for clue in alone.values()] == ["kim"]
    assert other == {}


@pytest.mark.parametrize("folder", ["901", "S1", "ada@x.org", "Ada King Lovelace", "77"])
def test_a_folder_s_name_takes_no_row_from_who_is_listed(folder: str) -> None:
    """Anybody may have chosen it: neither does it count, nor does it stop the class."""
    row = [Clue("SIS", "77"), Clue("mail", "Ada@x.org"), Clue("ID", "901"),
           Clue("Student", "Lovelace, Ada King", "name"), Clue("login", "s1")]  # fmt: skip
    everybody = people(ROSTER, ["s1", folder])

    found = match({0: row, 1: [Clue("SIS", "88")]}, everybody)

    assert {at: clue.value for at, clue in found.items()} == {0: "s1"}


def test_who_is_not_listed_is_found_where_nobody_listed_is() -> None:
    """A student who is not in the roster yet still has a row."""
    found = match({0: [Clue("login", "s1")], 1: [Clue("login", "new")]}, people(ROSTER, ["new"]))

    assert {at: clue.value for at, clue in found.items()} == {0: "s1", 1: "new"}


ADA = people(
    Roster({"ada": Student("ada", "Ada L", "Ada@x.org", ids={"student_id": "77"})}), ["ada"]
)


def _row(mail: str, *more: Clue, heading: str = "Email address") -> list[Clue]:
    name = [Clue("Full name", "Ada L"), Clue("Full name", "Ada L", "name")]
    return [clue for clue in (*more, *name, Clue(heading, mail)) if clue.value]


@pytest.mark.parametrize("heading", ["Email address", "E-Mail-Adresse", "Adresse de courriel"])
@pytest.mark.parametrize(("mail", "found"), [("ada@X.org", 1), ("evil@mail.org", 0), ("", 1)])
def test_an_e_mail_address_counts_against_a_name(heading: str, mail: str, found: int) -> None:
    """Who calls himself like a student has their grade only where no other address stands."""
    assert len(match({0: _row(mail, heading=heading)}, ADA)) == found


def test_a_column_of_addresses_is_known_by_what_stands_in_it() -> None:
    """Its heading is in the language of the course."""
    class_ = Roster({one: Student(one, one.title(), f"{one}@x.org") for one in ("ada", "bo", "cy")})
    rows = {
        n: [Clue("Sähköpostiosoite", mail), Clue("Koko nimi", name, "name")]
        for n, (name, mail) in enumerate(
            [("Ada", "evil@mail.org"), ("Bo", "bo@x.org"), ("Cy", "CY@x.org")]
        )
    }

    found = match(rows, people(class_, ["ada"]))

    assert {row: clue.value for row, clue in found.items()} == {1: "bo", 2: "cy"}


def test_an_address_does_not_count_against_an_id() -> None:
    """A student with a private address is found by the university's number."""
    found = match({0: _row("ada@home.org", Clue("ID number", "77"))}, ADA)

    assert found == {0: Clue("ID number", "ada")}


def test_a_name_that_is_also_a_folder_s_is_no_id() -> None:
    """Folders may be called as their students are; whoever takes that name has chosen it."""
    everybody = people(Roster({"Ada L": Student("Ada L", "Ada L", "ada@x.org")}), ["Ada L"])

    assert match({0: _row("evil@mail.org")}, everybody) == {}


def test_a_row_that_an_id_finds_goes_before_one_of_the_same_name() -> None:
    """Nobody keeps a student's grade away, or stops the class, by calling himself alike."""
    rows = {0: _row(""), 1: _row("", Clue("ID number", "77"))}

    found, doubts = match_the_clear(rows, ADA)

    assert ([*found], doubts) == ([1], {})


def test_a_namesake_is_told_with_what_to_do() -> None:
    """It may be the student, with an address that the roster does not have."""
    rows = {0: _row("ada@home.org"), 1: [Clue("Full name", "Bo", "name")]}

    told = namesakes(rows, ADA, {}, ["ada"])
    found = namesakes(rows, ADA, {1: Clue("Full name", "ada", "name")}, ["ada"])

    assert (told, found) == (
        ("row 1 could be ada, but the email in roster.csv is Ada@x.org, not ada@home.org",),
        (),
    )

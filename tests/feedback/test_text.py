"""Text from a submission, made safe to show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.feedback.text import clean, clean_line, count, exact, points


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;http://x\x07link\x1b]8;;\x07", "link"),
        ("a\x00b", "a[U+0000]b"),
        ("a\ud800b", "a[U+D800]b"),
        ("a\u202eb", "a[U+202E]b"),
        ("a\U000e0041b", "a[U+E0041]b"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("Zoë 👩\u200d🔬 数学", "Zoë 👩\u200d🔬 数学"),
    ],
)
def test_nothing_that_disturbs_is_left(raw: str, shown: str) -> None:
    """Colour codes vanish, what cannot be shown is named, and ordinary words stay as they are."""
    assert clean(raw) == shown


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_every_text_becomes_writable_and_clean_text_stays(raw: str) -> None:
    """Whatever the text, it can be written as UTF-8, and cleaning it again changes nothing."""
    once = clean(raw)

    assert once.encode("utf-8").decode("utf-8") == once
    assert clean(once) == once


@given(
    st.text(st.sampled_from("\x1b[0m]8\x07\n\r\t\u2028\x00\u202e ab"), max_size=8),
    st.text(st.sampled_from("\x1b[0m]8\x07\n\r\t\u2028\x00\u202e ab"), max_size=8),
)
def test_names_that_differ_look_different(one: str, other: str) -> None:
    """No character of a name vanishes or becomes another one, and it stays one line."""
    assert (exact(one) == exact(other)) == (one == other)
    assert all(char.isprintable() for char in exact(one))


@pytest.mark.parametrize("code", ["\x1b[0m", "\x1b]0;x\x07", "\x1bM"])
def test_a_colour_code_makes_no_second_name(code: str) -> None:
    """A name with a code that a terminal obeys is not shown as the name without it."""
    assert clean_line(f"{code}wrong") != clean_line("wrong")
    assert clean_line(f"{code}wrong").startswith("[U+001B]")


def test_a_long_text_is_cut_and_says_so() -> None:
    """A text of a million characters does not make a page of a million characters."""
    shown = clean("x" * 1_000_000)

    assert len(shown) < 7000
    assert shown.endswith("[cut: the text goes on]")


def test_a_title_is_one_line() -> None:
    """Line ends and runs of blanks in a title become single blanks."""
    assert clean_line("one\n  two\t three") == "one two three"
    assert clean_line("x" * 500).endswith("…")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (4.0, "4"),
        (3.5, "3.5"),
        (2.9999, "2.99"),
        (0.1 + 0.2, "0.3"),
        (0.7 * 3, "2.1"),
        (1 / 3, "0.33"),
        (10.0, "10"),
        (0.0, "0"),
    ],
)
def test_points_are_never_rounded_up(value: float, shown: str) -> None:
    """A score just below a mark does not read as the mark, and sums of tenths read as tenths."""
    assert points(value) == shown


def test_numbers_carry_their_noun() -> None:
    """One is singular, everything else plural."""
    assert [count(n, "check") for n in (0, 1, 2)] == ["0 checks", "1 check", "2 checks"]
    assert points(2.0, of=4.0) == "2 of 4"

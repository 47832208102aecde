"""Tests of what student code raises: where it comes out, as what, and with which words."""

from __future__ import annotations

import builtins
import json

import pytest

from grader.boundary.failure import student_error
from grader.errors import Mismatch, StudentError, SuiteError, WrongKind
from grader.testing import raises
from grader.worker.describe import describe_error
from tests.toy import OpenToy

FAILS = "def act(): raise ValueError('no')\n"


def test_an_exception_comes_out_at_the_next_read(open_toy: OpenToy) -> None:
    """A queued operation that raises fails the read that carries it, and nothing runs after it."""
    toy = open_toy(FAILS + "Node.backward = lambda self, grad=None: setattr(self, 'num', 99)")
    a = toy.submission.Node(3)

    toy.submission.act()
    a.backward()

    with pytest.raises(StudentError, match="ValueError: no"):
        _ = a.num
    assert a.num == 3


def test_an_exception_that_nobody_reads_comes_out_at_the_end(open_toy: OpenToy) -> None:
    """A `backward` that raises fails the check also when no gradient is read."""
    toy = open_toy(
        "def backward(self, grad=None): raise NotImplementedError\nNode.backward = backward"
    )

    toy.submission.Node(3).backward()

    with pytest.raises(StudentError, match="NotImplementedError"):
        toy.channel.settle()


def test_an_exception_comes_out_before_the_next_example(open_toy: OpenToy) -> None:
    """What one example queued is run before the next one begins."""
    toy = open_toy(FAILS)

    toy.submission.act()

    with pytest.raises(StudentError):
        toy.channel.begin_example()


def test_raises_holds_what_is_raised_inside(open_toy: OpenToy) -> None:
    """A read inside that raises the kind passes, and so does a queued operation at the end."""
    toy = open_toy(FAILS + "def number(x=0): return 1 / x")

    with raises(ZeroDivisionError):
        toy.submission.number(0)
    with raises(ValueError):
        toy.submission.act()
    with raises(ArithmeticError, ValueError):
        toy.submission.number(0)
    assert toy.submission.number(1) == 1
    assert toy.channel.expectations == 3


def test_raises_does_not_hold_what_was_queued_before(open_toy: OpenToy) -> None:
    """An operation in front of the block that raises fails the check, of any kind."""
    toy = open_toy(FAILS)

    toy.submission.act()

    with pytest.raises(StudentError), raises(ValueError):
        toy.submission.number(1)


def test_nothing_raised_is_a_mismatch(open_toy: OpenToy) -> None:
    """A block in which the submission raises nothing fails, and says what was awaited."""
    toy = open_toy()

    with pytest.raises(Mismatch) as caught, raises(TypeError, ValueError):
        toy.submission.act()
    assert str(caught.value) == (
        "expected TypeError or ValueError to be raised, but nothing was raised"
    )


def test_another_exception_is_a_mismatch_that_names_both(open_toy: OpenToy) -> None:
    """What was raised instead is told beside what was awaited."""
    toy = open_toy(FAILS)

    with pytest.raises(Mismatch) as caught, raises(TypeError):
        toy.submission.act()
    assert str(caught.value) == ("expected TypeError to be raised, but ValueError: no was raised")


@pytest.mark.parametrize("kind", [TypeError, AttributeError, AssertionError, Exception])
def test_raises_holds_nothing_of_our_own_side(open_toy: OpenToy, kind: type[Exception]) -> None:
    """An undeclared operator or name, a comparison or a wrong kind is not the exception awaited."""
    toy = open_toy("def number(x=0): return None")
    a = toy.submission.Node(1)

    with pytest.raises(TypeError, match="unsupported operand"), raises(kind):
        _ = a / 2
    with pytest.raises(SuiteError), raises(kind):
        _ = a.undeclared
    with pytest.raises(WrongKind), raises(kind):
        toy.submission.number()
    with pytest.raises(Mismatch, match="ours"), raises(kind):
        raise Mismatch("ours")


def test_a_stub_fails_with_its_own_name_and_line(open_toy: OpenToy) -> None:
    """An exception carries its class, its text and the student's own lines, and none of ours."""
    toy = open_toy("\ndef number(x=0):\n    return inner(x)\ndef inner(x):\n    return 1 / x\n")

    with pytest.raises(StudentError) as caught:
        toy.submission.number(0)

    error = caught.value
    assert isinstance(error, ZeroDivisionError)
    assert (error.type_name, error.text) == ("ZeroDivisionError", "division by zero")
    assert str(error) == "ZeroDivisionError: division by zero"
    assert [line.split(", in ")[1] for line in error.traceback] == [
        "number: return inner(x)",
        "inner: return 1 / x",
    ]
    assert all(line.startswith("cell 1, line ") for line in error.traceback)


def test_an_attribute_error_in_a_property_stays_the_students(open_toy: OpenToy) -> None:
    """A property of the student's that raises AttributeError is not an undeclared name."""
    toy = open_toy(
        "class Node:\n"
        "    def __init__(self, num): pass\n"
        "    @property\n"
        "    def num(self): return self.missing\n"
    )
    a = toy.submission.Node(3)

    with pytest.raises(StudentError, match="has no attribute 'missing'") as caught:
        _ = a.num
    assert isinstance(caught.value, AttributeError)
    with raises(AttributeError):
        _ = a.num


BUILTIN = sorted(
    {
        kind
        for kind in vars(builtins).values()
        if isinstance(kind, type) and issubclass(kind, BaseException)
    },
    key=lambda kind: kind.__name__,
)
PLAIN_ONLY = {
    "BaseException", "BaseExceptionGroup", "ExceptionGroup", "GeneratorExit", "KeyboardInterrupt",
    "StopAsyncIteration", "StopIteration", "SystemExit", "Exception",
}  # fmt: skip
DEMAND_FIELDS = {"UnicodeDecodeError", "UnicodeEncodeError", "UnicodeTranslateError"}


def made(kind: type[BaseException]) -> BaseException:
    """An exception of a kind."""
    if issubclass(kind, BaseExceptionGroup):
        return kind("words", [ValueError("inner")])
    if kind is UnicodeEncodeError:
        return UnicodeEncodeError("ascii", "x", 0, 1, "words")
    if kind is UnicodeTranslateError:
        return UnicodeTranslateError("x", 0, 1, "words")
    if kind is UnicodeDecodeError:
        return UnicodeDecodeError("ascii", b"x", 0, 1, "words")
    return kind("words")


@pytest.mark.parametrize("kind", BUILTIN, ids=lambda kind: kind.__name__)
def test_every_builtin_exception_becomes_a_student_error(kind: type[BaseException]) -> None:
    """What comes out is ours and the nearest builtin Exception, never a control exception."""
    raised = made(kind)

    error = student_error(json.loads(json.dumps(describe_error(raised))))

    assert error.type_name == type(raised).__name__
    assert str(error).startswith(f"{type(raised).__name__}: ")
    assert "words" in str(error)
    if kind.__name__ in PLAIN_ONLY:
        assert type(error) is StudentError
    elif kind.__name__ in DEMAND_FIELDS:
        assert isinstance(error, UnicodeError)
    else:
        assert isinstance(error, kind)


@pytest.mark.parametrize(
    "raised",
    ["SystemExit(0)", "KeyboardInterrupt()", "StopIteration(3)", "GeneratorExit()",
     "BaseException('x')", "ExceptionGroup('x', [ValueError()])", "type('X', (SystemExit,), {})()"],
)  # fmt: skip
def test_control_exceptions_are_plain_failures(open_toy: OpenToy, raised: str) -> None:
    """Nothing that student code throws steers the judge; the worker lives on."""
    toy = open_toy(f"def act(): raise {raised}")
    toy.submission.act()

    with pytest.raises(StudentError) as caught:
        toy.channel.settle()
    assert type(caught.value) is StudentError
    assert toy.submission.number(1) == 1


@pytest.mark.parametrize(
    ("defined", "named"),
    [
        ("class E(Exception):\n    def __str__(self): raise SystemExit", "E: "),
        ("class E(Exception):\n    def __str__(self): return 3", "E: "),
        ("class E(KeyError):\n    args = ('key',)", "E"),
        ("class M(type):\n    __name__ = property(lambda cls: 1 / 0)\n"
         "class E(Exception, metaclass=M): pass", "E"),
        ("class E(UnicodeDecodeError):\n    def __init__(self): pass", "E"),
        ("class E(SyntaxError):\n    msg = property(lambda self: exit())", "E"),
        ("class E(Exception):\n    __class__ = property(lambda self: exit())", "E"),
    ],
    ids=["str raises", "str is no string", "KeyError", "metaclass", "unicode", "syntax", "class"],
)  # fmt: skip
def test_hostile_exceptions_are_described(open_toy: OpenToy, defined: str, named: str) -> None:
    """An exception that does not want to be described is one failure like any other."""
    toy = open_toy(f"{defined}\ndef act(): raise E()")
    toy.submission.act()

    with pytest.raises(StudentError) as caught:
        toy.channel.settle()
    assert str(caught.value).startswith(named)
    assert toy.submission.number(1) == 1


def test_the_text_of_an_exception_is_cleaned_and_short(open_toy: OpenToy) -> None:
    """Terminal codes, direction marks and endless texts do not come out."""
    toy = open_toy("def act(): raise ValueError('\\x1b[31mred\\x07 \\u202eabc\\r' + 'x' * 10**6)")
    toy.submission.act()

    with pytest.raises(StudentError) as caught:
        toy.channel.settle()
    assert caught.value.text.startswith("red abc")
    assert len(caught.value.text) <= 1000
    assert not {"\x1b", "\x07", "\u202e", "\r"} & set(caught.value.text)


def test_the_judge_cleans_again() -> None:
    """A worker that describes nothing of its own making gets no dirty or endless text past us."""
    dirty = "\x1b[2J\u202e" + "y" * 10**6
    error = student_error(
        {
            "type": dirty,
            "bases": ["ValueError"] * 10,
            "text": dirty,
            "frames": [[dirty, 1, dirty, dirty]] * 1000,
        }
    )

    words = [error.type_name, error.text, *error.traceback, str(error)]
    assert not {"\x1b", "\u202e"} & set("".join(words))
    assert len("".join(words)) < 20_000
    assert len(error.traceback) <= 10


def test_recursion_and_memory_are_the_students(open_toy: OpenToy) -> None:
    """Endless recursion and a list that outgrows the limit are exceptions of the submission."""
    toy = open_toy(
        "def act(): return act()\n"
        "def number(x=0):\n    held = []\n    while True: held.append(bytearray(10**7))\n"
    )
    with raises(RecursionError):
        toy.submission.act()
    with pytest.raises(StudentError, match="MemoryError") as caught:
        toy.submission.number()

    assert isinstance(caught.value, MemoryError)
    assert toy.submission.text() == "text"


def test_a_missing_function_says_so(open_toy: OpenToy) -> None:
    """A name that the hand-in does not define is a NameError of the submission."""
    toy = open_toy("del number")

    with pytest.raises(StudentError, match="your hand-in does not define `number`"):
        toy.submission.number()


def test_a_failure_is_kept_for_the_record(open_toy: OpenToy) -> None:
    """The transcript ends at the operation that failed, and the fingerprint counts it."""
    toy = open_toy(FAILS)
    before = toy.channel.transcript.fingerprint()
    a = toy.submission.Node(3)
    toy.submission.act()
    _ = a + 1

    with pytest.raises(StudentError):
        toy.channel.settle()

    program, what = toy.channel.transcript.program()
    assert program == "a = Node(3)\nact()"
    assert what == "act()"
    assert toy.channel.transcript.fingerprint() != before
    assert toy.channel.transcript.total_reads == 1

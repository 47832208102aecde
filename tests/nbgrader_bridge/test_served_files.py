"""Which files of a hand-in come below `autograded/`, from where formgrader serves them."""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path

import pytest

from grader.nbgrader_bridge.bulk_files import runs_in_a_browser

RUN = re.compile(r"html|[/+-]xml|svg|javascript|ecmascript|xsl|multipart|mhtml|x-shockwave")
"""In the types of what a browser may run with the rights of the page that it came from."""


def tables() -> list[mimetypes.MimeTypes]:
    """Python's table, and with it those that this machine has."""
    there = [each for each in mimetypes.knownfiles if Path(each).is_file()]
    return [mimetypes.MimeTypes(), mimetypes.MimeTypes(there)]


def test_nothing_that_a_browser_runs_is_harmless() -> None:
    """By no table is an ending on the list a kind of HTML, XML or script."""
    for types in tables():
        known = {each for held in (*types.types_map, types.suffix_map) for each in held}
        run = {each for each in known if RUN.search(types.guess_type(f"x{each}")[0] or "")}

        assert run
        assert all(runs_in_a_browser(f"x{each}") for each in run)


@pytest.mark.parametrize(
    "name",
    ["a.html", "A.HTM", "a.xhtm", "a.xpdl", "a.rdf", "a.wsdl", "a.svg", "a.svgz", "a.kml", "a.mjs",
     "a.mht", "a.swf", "a.txt.html", "a.unheard_of", "a.xml"],
)  # fmt: skip
def test_what_might_run_is_not_copied(name: str) -> None:
    """Whatever is on no list of harmless endings, on this machine or another."""
    assert runs_in_a_browser(name)


@pytest.mark.parametrize(
    "name", ["toy.py", "toy.ipynb", "timestamp.txt", "README", "data.CSV", "plot.png", "w.npz"]
)
def test_what_students_hand_in_is_copied(name: str) -> None:
    """Code, text, data and pictures lie beside the notebook for who reads it."""
    assert not runs_in_a_browser(name)

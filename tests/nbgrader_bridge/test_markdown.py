"""A student's Markdown is inert where nbgrader renders it, and still reads as Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.nbgrader_bridge.markdown import JOINER, harmless
from tests.engine.toy import FIXED

pytestmark = pytest.mark.needs("nbgrader")

CALM = {
    "p": set(), "em": set(), "strong": set(), "del": set(), "br": set(), "hr": set(),
    "ul": set(), "ol": {"start"}, "li": {"class"}, "dl": set(), "dt": set(), "dd": set(),
    "blockquote": set(), "pre": set(), "code": {"class"}, "div": {"class"}, "span": {"class"},
    "table": set(), "thead": set(), "tbody": set(), "tr": set(), "th": {"style"}, "td": {"style"},
    "input": {"class", "type", "disabled", "checked"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
    "a": {"class", "href"},
}  # fmt: skip
"""Tags that Markdown itself makes, each with the attributes that it may have."""

PAYLOADS = [
    "<script>steal()</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img/src/onerror=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg/onload=alert(1)>",
    "</div></div><form action=/formgrader/api/grade method=post><input name=manual_score>",
    "<style>.score{display:none}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<iframe srcdoc='<script>parent.x()</script>'></iframe>",
    "<object data=x><embed src=x>",
    "<base href=//evil.example>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!DOCTYPE html><?php x ?><![CDATA[<img src=x>]]>",
    "<a href=javascript:alert(1)>x</a>",
    "<x onclick=alert(1)>x</x>",
    "<\nimg src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x&#62;",
    "[x](javascript:alert(1))",
    "[x](//evil.example 'title')",
    "[x]( <javascript:alert(1)> )",
    "![x](https://evil.example/pixel.png)",
    "![x](attachment:absent.png)",
    "[x][y] ![x][y] [y] ![y]\n\n[y]: javascript:alert(1) 'title'",
    "> [x][y]\n\n> [y]:\n> //evil.example/x.png",
    "[x]\\\n(javascript:alert(1))",
    "[![x](//evil.example/p)](//evil.example/q)",
    "<https://evil.example> <javascript:alert(1)> <mail@evil.example>",
    "https://evil.example/x http://evil.example www.evil.example mail@evil.example",
    "```mermaid\ngraph TD; A-->B; click A href \"javascript:alert(1)\"\n```",
    "~~~ MERMAID\n<img src=x onerror=alert(1)>\n~~~",
    "```\"><img src=x onerror=alert(1)>\nx\n```",
    "```python\n<img src=x onerror=alert(1)>\n```",
    "`<img src=x onerror=alert(1)>`",
    "    <img src=x onerror=alert(1)>",
    "$<img src=x onerror=alert(1)>$ $$<script>x</script>$$",
    r"\begin{<img src=x onerror=alert(1)>}x\end{<img src=x onerror=alert(1)>}",
    r"\begin{align}<img src=x onerror=alert(1)>\end{align}",
    "| a | b |\n|:-|-:|\n| <img src=x onerror=alert(1)> | [x](javascript:alert(1)) |",
    "- [x] <img src=x onerror=alert(1)>\n- [ ] [y](//evil.example)",
    "term\n: <img src=x onerror=alert(1)>",
    "# <img src=x onerror=alert(1)>\n\nx<img src=x>\n===\n\n## [x](javascript:alert(1))",
    "# robust\n\nrobust-comment\n===\n\n> ## check_median\n\n- # check_median",
    "x\n\nrobust \n-\n\nrobust\t\n===\n\nrobust  \n---",
    "> robust \n> ===\n\n- robust \n  ===\n\n1. robust \n   -",
    "#\x0crobust\n\n#\x0b robust\n\n# \u00a0robust\n\nrobust\n=\x0c",
    "<!'*@evil.example> <x@evil.example> !@evil.example",
    "*<img src=x*onerror=alert(1)>*",
    "\\<img src=x onerror=alert(1)>",
    "<<img src=x onerror=alert(1)>",
    "\r<img src=x\ronerror=alert(1)>",
    "<\0img src=x onerror=alert(1)>",
]  # fmt: skip


class Tags(HTMLParser):
    """Every tag with its attributes, every declaration and every comment of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.odd: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that begins."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Text."""
        self.text += data

    def handle_comment(self, data: str) -> None:
        """A comment."""
        self.odd.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def rendered(text: str) -> Tags:
    """What nbconvert makes of the text, as formgrader and the feedback pages use it."""
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    return Tags(markdown2html_mistune(harmless(text)))


def wrong(found: Tags) -> list[str]:
    """Everything in it that Markdown without links and pictures does not make."""
    said = [f"<!{each}" for each in found.odd]
    for tag, attributes in found.tags:
        if tag not in CALM or attributes.keys() - CALM[tag]:
            said.append(f"{tag} {attributes}")
            continue
        style, address = attributes.get("style", ""), attributes.get("href", "#")
        if style not in {"", "text-align:left", "text-align:right", "text-align:center"}:
            said.append(f"{tag} {attributes}")
        if tag == "a" and (attributes.get("class") != "anchor-link" or (address or "")[:1] != "#"):
            said.append(f"{tag} {attributes}")
        if tag == "input" and attributes.get("type") != "checkbox":
            said.append(f"{tag} {attributes}")
        if "mermaid" in (attributes.get("class") or "").lower():
            said.append(f"{tag} {attributes}")
        # A score's field on formgrader's page has the cell's name as its id.
        if re.fullmatch(r"[\w-]+", str(attributes.get("id") or "."), re.ASCII):
            said.append(f"{tag} {attributes}")
    return said


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_known_trick_survives(payload: str) -> None:
    """Of a list of known attacks nothing is left but tags that Markdown makes itself."""
    assert wrong(rendered(payload)) == []


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("around", ["{}", "x {} y", "> {}", "- {}", "| {} |\n|-|", "# {}", "*{}*"])
def test_nor_does_it_inside_of_something(payload: str, around: str) -> None:
    """The same holds in quotes, lists, tables, headings and emphasis."""
    assert wrong(rendered(around.format(payload))) == []


PIECES = st.sampled_from([
    "<", ">", "</", "<!--", "-->", "img src=x onerror=y", "script", "a", "[", "]", "(", ")", "!",
    "[x]", "(javascript:y)", ":", "//", "http", "www.", "e.example", "@", "&", "#", "&#60;", "lt;",
    "`", "```", "~~~", "mermaid", "$", "$$", "\\", "\\begin{x}", "\\end{x}", "\n", "\n\n", " ",
    "    ", "- ", "> ", "1. ", "|", "\n|-|-|\n", "===", "---", "*", "_", "~~", "'", '"', "=", "\t",
    "\0", "\r", JOINER, "\\href{javascript:x}{y}", "^", "[^1]", "{", "}", "é", "\u2028",
])  # fmt: skip


@FIXED
@given(st.lists(PIECES, max_size=25).map("".join))
@example("[a]:<b>\n")
def test_no_mixture_makes_other_tags(text: str) -> None:
    """Whatever pieces of markup are put together, only Markdown's own tags come out."""
    assert wrong(rendered(text)) == []


@FIXED
@given(st.text(max_size=300))
def test_nothing_is_taken_out(text: str) -> None:
    """But for line ends and NUL the text is all there, with invisible characters between."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")

    assert harmless(text).replace(JOINER, "") == plain.replace(JOINER, "")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("**a** *b* ~~c~~ `d`", ["strong", "em", "del", "code"]),
        ("- a\n- b\n\n1. c", ["ul", "li", "ol"]),
        ("# a\n\nb\n---\n\n> c", ["h1", "h2", "blockquote"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["table", "th", "td"]),
        ("```python\nx = [1](2)\n```", ["pre", "span"]),
        ("a\n\n---\n\nb", ["hr"]),
    ],
)
def test_markdown_keeps_its_looks(text: str, wanted: list[str]) -> None:
    """Emphasis, lists, headings, quotes, tables and code are still rendered as such."""
    tags = [tag for tag, _ in rendered(text).tags]

    assert [tag for tag in wanted if tag not in tags] == []


def test_code_and_formulas_read_as_they_were_written() -> None:
    """A comparison, a formula and a piece of code show the same characters."""
    text = "With `a < b` and `x[i](1)`, $\\frac{a}{b} < c_{1}$ and $x<y$ & more"

    seen = rendered(text).text.replace(JOINER, "").strip()

    assert seen == "With a < b and x[i](1), $\\frac{a}{b} < c_{1}$ and $x<y$ & more"


@pytest.mark.parametrize("name", ["href", "style", "class", "cssId", "require", "def", "let"])
def test_a_formula_can_do_nothing_but_look(name: str) -> None:
    """Commands by which a formula links, styles or changes other formulas are broken up."""
    assert f"\\{name}{{" not in harmless(f"$\\{name}{{javascript:x}}{{y}}$")
    assert harmless(r"$\classical \hrefs \define$") == r"$\classical \hrefs \define$"


@pytest.mark.parametrize("begin", ["\\\\[", "\\\\(", "\\begin{a}", "\\["])
def test_formulas_without_an_end_cost_little(begin: str) -> None:
    """For each the renderer looks through the whole text: beyond some hundred they are none."""
    text = begin * (200_000 // len(begin))

    found = re.findall(r"\\(?=[\[(]|begin\{)", harmless(text))

    assert len(found) == 300


def test_usual_formulas_stay() -> None:
    """As many as anybody writes."""
    text = "\\\\[x^2\\\\] and \\\\(y\\\\) and \\begin{align}z\\end{align}\n" * 50

    assert harmless(text) == text

"""The `verify` command: tries the gates, then shows gates, survivors and the matrix.

May import click at the top; the other rooms when it runs. Must never decide what a gate found.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from grader.cli.common import chosen, global_options, output, say, settings, the_course, verb
from grader.errors import EXIT_FAILED, EXIT_OK

if TYPE_CHECKING:
    from grader.authoring.verify import Finding, VerifyReport

SCHEMA = "grader/verify/v1"
SAMPLE = 40


def _size(context: click.Context, option: click.Parameter, value: str) -> int | None:
    """How many mutants to try; None for all."""
    if value == "all":
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        words = f"{value[:40]!r} is neither a whole number nor 'all'"
        raise click.BadParameter(words, context, option)
    return int(value)


@verb
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--mutants",
    default=str(SAMPLE),
    callback=_size,
    metavar="N|all",
    help=f"How many mutants of each model answer to try. Default: {SAMPLE}.",
)
@click.option("--matrix", is_flag=True, help="Show which question each known mistake loses.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, not tables.")
@global_options
def verify(ids: tuple[str, ...], mutants: int | None, matrix: bool, as_json: bool) -> int:
    """Prove that an assignment grades as it should.

    The reference and the right solutions in other styles earn all, the stub and nonsense earn
    nothing, each known mistake loses exactly the questions that it names, and each mutant of the
    reference loses a check. A sample of the mutants is the same on every run; with --mutants all
    every check must be failed by something, or say why it stands.

    Example:
      grader verify number_with_grad

    Writes:
      nothing; prints one line for each gate, and what each surviving mutant changes, or with --json
      {"schema": "grader/verify/v1", "ok": true, "gates": [...], "proofs": [...]}

    Exit codes:
      0  every gate holds
      1  a gate does not hold
      2  a file of the course is wrong
      3  our fault
    """
    from grader.authoring.verify import verify as run

    course = the_course()
    report = run(course, chosen(course, ids), on_progress=_progress, mutants=mutants)
    if as_json:
        click.echo(json.dumps(_document(report), indent=1, ensure_ascii=False))
    else:
        _show(report, matrix=matrix)
    if not report.ok:
        wrong = sum(not finding.ok for finding in report.findings)
        say(f"{wrong} of {len(report.findings)} gates do not hold")
    return EXIT_OK if report.ok else EXIT_FAILED


def _show(report: VerifyReport, *, matrix: bool) -> None:
    from rich.text import Text

    from grader.cli.tables import gates_table, matrix_legend, matrix_table

    output().print(gates_table(report.findings))
    for proof in report.proofs:
        for mutant in proof.mutation.survivors:
            output().print(Text(f"{proof.assignment}: no check loses to\n  {mutant.id}"))
            output().print(Text(f"{mutant.diff}\n"))
        if matrix:
            output().print(matrix_table(proof.assignment, proof.matrix))
            output().print(Text(f"{matrix_legend(proof.matrix)}\n"))


def _document(report: VerifyReport) -> dict[str, Any]:
    from dataclasses import asdict

    proofs = []
    for proof in report.proofs:
        row = asdict(proof)
        survivors = [{"id": each.id, "diff": each.diff} for each in proof.mutation.survivors]
        row["mutation"]["survivors"] = survivors
        proofs.append(row)
    gates = [asdict(finding) for finding in report.findings]
    return {"schema": SCHEMA, "ok": report.ok, "gates": gates, "proofs": proofs}


def _progress(finding: Finding) -> None:
    if settings().verbosity > 0 or (sys.stderr.isatty() and settings().verbosity == 0):
        click.echo(f"{finding.assignment}: {finding.gate}", err=True)

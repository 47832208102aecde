"""A program: fuzzes one reader with atheris, which follows the branches that inputs reach.

`python -m tests.fuzz.guided NAME RUNS [SEED]`, in an empty folder, ends with 0 when no run raised
anything. It needs the extra [fuzz]. What raised stands in the folder as `found-...`.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["grader"]):
    from tests.fuzz.every import READERS

from tests.fuzz.damage import broken

LONGEST = 20_000
"""Bytes of one input; what large ones cost is tried elsewhere."""


def main(name: str, runs: int, seed: int) -> None:
    """Fuzz the reader of that name; the process ends with the last run."""
    reader = READERS[name]

    def read(data: bytes) -> None:
        reader.read(data)

    def change(data: bytes, longest: int, number: int) -> bytes:
        draw = random.Random(number)
        way = draw.randrange(3)
        if way == 0:
            made = reader.form(draw, reader.seeds)
        elif way == 1:
            made = broken(draw, data, reader.seeds)
        else:
            made = atheris.Mutate(data, longest)
        return bytes(made[:longest])

    seeds = Path("seeds")
    seeds.mkdir()
    for number, valid in enumerate(reader.seeds):
        (seeds / str(number)).write_bytes(valid)
    # The process's own limit of time is a wall's, so it is far away: see `cost` for the near.
    options = [f"-runs={runs}", f"-seed={seed}", f"-max_len={LONGEST}", "-timeout=1200"]
    options += ["-rss_limit_mb=3000", "-artifact_prefix=found-", "-verbosity=0", "seeds"]
    atheris.Setup([sys.argv[0], *options], read, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)

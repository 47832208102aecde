"""What a judge takes over from the environment of whoever started the grading.

Nothing that decides how Python, pytest or hypothesis work: with `PYTHONOPTIMIZE` the assertions of
a suite's own modules would be gone, and everything would pass. May import the standard library.
"""

from __future__ import annotations

import os

_DECIDE = ("PYTHON", "PYTEST_", "HYPOTHESIS_")
_FIND = frozenset(
    {
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONHOME",
        "PYTHONNOUSERSITE",
        "PYTHONPATH",
        "PYTHONPLATLIBDIR",
        "PYTHONPYCACHEPREFIX",
        "PYTHONUSERBASE",
        "PYTHONUTF8",
    }
)
"""Where Python finds what is installed, and how it reads the names of files."""
_OURS = {
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


def judges_environment() -> dict[str, str]:
    """The environment of a judge."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _FIND or not name.startswith(_DECIDE)
    }
    return {**kept, **_OURS}

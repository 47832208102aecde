"""Reads JSON that may be damaged: whatever is wrong with it, there is one exception.

Python's own reader raises RecursionError for what is nested too deeply, which is no ValueError, so
that those who catch what can be wrong with a file would miss it. May import `json` alone; must
never know what a document means.
"""

from __future__ import annotations

import json
from typing import Any


def from_json(data: bytes | str) -> Any:
    """The value that JSON holds.

    Raises
    ------
    ValueError
        When it is no JSON, no UTF-8, nested too deeply, or holds a number of too many digits.
    """
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None

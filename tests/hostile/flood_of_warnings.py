# group: deny
# after: right
# expect: *=passed
# correct: take warnings for advice, however many and however written: they cost no point and fill no page.

import logging
import sys
import warnings

import numpy as np

NASTY = "<script>alert('OWN' + 'ED')</script>\x1b[2J\n::error::owned " * 20

warnings.simplefilter("always")
for at in range(300):
    warnings.warn(NASTY + str(at), type("Warned" + str(at), (UserWarning,), {}), stacklevel=1)
logging.basicConfig(stream=sys.stderr, level=logging.DEBUG)
logging.critical(NASTY)
print(NASTY, file=sys.stderr)
print(NASTY)
np.seterr(all="warn")
np.float64(1) / np.float64(0)

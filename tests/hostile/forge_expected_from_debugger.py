# group: read
# expect: *=failed
# correct: no value that was expected is anywhere in a worker

import gc
def add(a, b):
    seen = [o for o in gc.get_objects() if isinstance(o, dict) and any(isinstance(k, str) and k in ("want", "expected", "reference", "solution") for k in o)]
    raise ValueError(str([sorted(map(str, o))[:20] for o in seen])[:900])

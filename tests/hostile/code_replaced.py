# group: forge
# after: right
# expect: add=failed mean=failed identity=failed *=passed
# correct: take what the rewritten code of a worker says for a returned value, which must be right.

import sys

kinds = next(module for name, module in sys.modules.items() if name.endswith("worker.kinds"))
kinds._encode_plain.__code__ = (lambda value, kind: 0.03125).__code__
kinds.came.__code__ = kinds.came.__code__.replace(co_name="8 passed")

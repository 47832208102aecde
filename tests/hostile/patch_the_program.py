# group: forge
# expect: *=crashed
# correct: demand a value where one was asked for.

import sys

for name, module in list(sys.modules.items()):
    if name.endswith("worker.program"):
        module.run_program = lambda *args, **kwargs: ({"done": True}, [])
        module._perform = lambda *args, **kwargs: None
    if name.endswith("worker.serve"):
        module.program.run_program = lambda *args, **kwargs: ({"done": True}, [])

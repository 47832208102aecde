# group: forge
# after: right
# expect: *=passed
# correct: leave out the one statement that ends the process, and grade the answers beside it.

import os

os._exit(0)

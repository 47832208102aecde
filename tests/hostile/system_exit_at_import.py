# group: forge
# after: right
# expect: *=passed
# correct: go on after a SystemExit: the answers above count.

import sys

sys.exit(0)

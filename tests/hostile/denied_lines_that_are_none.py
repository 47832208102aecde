# group: deny
# after: right
# expect: *=passed
# correct: what a worker tells of a cell is nobody's word: no form of it may stop the judge, whose fault it would be then.
import sys

wire = sys.modules["worker.wire"]
plain = wire.pack_frame
NO_LINES = [[1], {"a": [2]}, None, True, -1, 10**400]


def told(header, *rest):
    if "cell" in header:
        odd = dict.fromkeys(("denied", "skipped", "absent"), NO_LINES)
        header = {**header, "cell": {**header["cell"], **odd}}
    return plain(header, *rest)


wire.pack_frame = told

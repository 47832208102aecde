# group: deny
# after: right
# expect: add=failed *=passed
# correct: bound memory by the address space: running out of it is one lost check.

def add(a, b):
    kept = []
    while True:
        kept.append(bytes(50_000_000))

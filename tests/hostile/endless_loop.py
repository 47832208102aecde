# group: deny
# after: right
# expect: add=timeout *=passed
# correct: end a check at its CPU budget, and lose no other check for it.

def add(a, b):
    while True:
        pass

# group: deny
# expect: *=failed
# correct: a student cannot make work for people by flags

calls = [0]
def add(a, b):
    calls[0] += 1
    return a + b if calls[0] % 7 else a - b - 1
def mean(v): return 1 << 40000
def identity(x): return {1 << 60000: 1}

# group: evade
# after: right
# expect: *=passed
# correct: a form feed between functions, and odd ends of lines inside texts, change nothing of right code.


SEP = "a b cdefg"
assert len(SEP) == 13
def add(a, b):
    """one twothreefour"""
    if len(SEP) != 13 or " " not in SEP or "" not in SEP: return None
    return a + b

def identity(x):
    '''a
# %% no cell
b'''
    return x

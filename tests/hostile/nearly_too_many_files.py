# group: interfere
# after: right
# expect: *=passed
# correct: a folder filled to just below its limits changes nothing for anybody.


try:
    for _n in range(15):
        with open(f"f{_n}", "wb") as _file:
            _file.write(b"x" * (4 << 20))
    for _n in range(900):
        open(f"g{_n}", "w").close()
except OSError:
    pass

# group: read
# after: right
# expect: add=failed *=passed
# correct: grant the standard library and NumPy alone, and nothing of the machine.

MARK = "LE" + "AK: "


def tell(attempts):
    """Raises what the attempts brought; each is a function that raises OSError where it is denied."""
    found = []
    for attempt in attempts:
        try:
            found.append(str(attempt()))
        except OSError:
            pass
    raise ValueError(MARK + " ".join(found)[:300] if found else "nothing")


PATHS = (
    "/etc/passwd", "/etc/shadow", "/etc/hostname", "/etc/resolv.conf", "/etc/machine-id",
    "/root/.bashrc", "/root/.ssh/id_ed25519", "/var/log/dpkg.log", "/dev/mem",
    "/dev/kmsg", "/sys/class/dmi/id/product_uuid", "/run/secrets/token", "@COURSE@/course.toml",
)


def add(a, b):
    tell([lambda p=p: open(p, "rb").read(60) for p in PATHS])

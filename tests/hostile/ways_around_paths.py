# group: read
# after: right
# expect: add=failed *=passed
# correct: judge a file by where it is, whatever the way to it is called.

import os

MARK = "LE" + "AK: "
SECRETS = ("@COURSE@/solutions/tensor/hidden/test_tensor.py", "@COURSE@/solutions/tensor/source.py", "@OUTSIDE@/precious")
WAYS = (
    "{}", "/proc/self/root{}", "/proc/thread-self/root{}", "/proc/self/task/%d/root{}" % os.getpid(), "/proc/1/root{}",
    "/proc/self/cwd/../../../../../../../..{}", "/dev/fd/../../../../..{}", "//{}", "/./{}", "/../../..{}",
    "/proc/self/fd/3/..{}", "/dev/../{}", os.path.dirname(os.__file__) + "/../../../../../../../../..{}",
    "/usr/lib/.." + "/." * 1500 + "/..{}", "file://{}", "{}\0.py", "{}/", "{}/.",
)


def slow(path):
    """Step by step, through descriptors that read nothing."""
    at = os.open("/", os.O_PATH | os.O_DIRECTORY)
    *folders, name = path.strip("/").split("/")
    for folder in folders:
        at = os.open(folder, os.O_PATH, dir_fd=at)
    os.fchdir(at)
    with open(name, "rb") as file:
        return file.read(40)


def again(path):
    """A descriptor without rights, opened once more by its number."""
    fd = os.open(path, os.O_PATH)
    with open(f"/proc/self/fd/{fd}", "rb") as file:
        return file.read(40)


def plain(path):
    with open(path, "rb") as file:
        return file.read(40)


def listed(path):
    return os.listdir(os.path.dirname(path))


def add(a, b):
    found = []
    for secret in SECRETS:
        for read, path in [(plain, way.format(secret)) for way in WAYS] + [(slow, secret), (again, secret), (listed, secret)]:
            try:
                found.append(f"{path}: {read(path)!r}")
            except (OSError, ValueError):
                pass
    raise ValueError(MARK + repr(found)[:300] if found else "nothing")

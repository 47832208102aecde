# group: deny
# after: words_of_the_worker
# expect: add=crashed mean=crashed|timeout softmax=crashed|timeout|failed *=passed
# correct: a worker that closes one half or all of its line, and lives on, loses that check alone.


import socket, time


def _line():
    return socket.socket(fileno=os.dup(_place()[0]))


def add(a, b):
    _line().shutdown(socket.SHUT_WR)
    time.sleep(0.3)
    return a + b


def mean(values):
    _line().shutdown(socket.SHUT_RD)
    return sum(values) / len(values) + 1


def softmax(x):
    fd = _place()[0]
    for other in range(fd + 1, fd + 20):
        try:
            os.dup2(fd, other)
        except OSError:
            pass
    os.close(fd)
    time.sleep(0.3)
    return x

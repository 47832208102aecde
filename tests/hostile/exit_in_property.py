# group: forge
# after: right
# expect: data=crashed plus=crashed rejects=crashed *=passed
# correct: lose the checks that read what ends the process.

import os


class Tensor(Tensor):
    @property
    def data(self):
        import sys

        if sys._getframe(1).f_code.co_name == "_act":
            os._exit(0)
        return self.__dict__["kept"]

    @data.setter
    def data(self, value):
        self.__dict__["kept"] = value

    def __add__(self, other):
        return Tensor(self.__dict__["kept"] + other.__dict__["kept"], (self, other))

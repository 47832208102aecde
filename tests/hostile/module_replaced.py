# group: forge
# after: right
# expect: add=refused *=passed
# correct: take what the hand-in's own module gives for its answers, whatever it makes of that module.

import sys
import types


class Evil:
    def __eq__(self, other):
        return True


class Module(types.ModuleType):
    def __getattribute__(self, name):
        if name == "add":
            return lambda a, b: Evil()
        return types.ModuleType.__getattribute__(self, name)


sys.modules["submission"].__class__ = Module
sys.modules["submission"] = sys.modules["__main__"] = types.ModuleType("submission")
sys.modules["json"] = sys.modules["os"] = sys.modules["struct"] = None

# group: read
# expect: mean=failed *=failed
# correct: a question that holds an answer is sent when that answer has come, also where its number was seen before
import sys
script = []
serve = sys.modules["worker.serve"]
old = serve.Worker.frames
def frames(self, header, buffers, n):
    if header["op"] == "script": script.extend(header["programs"])
    return old(self, header, buffers, n)
serve.Worker.frames = frames
asked = [0]
def mean(values):
    """Knows nothing of means: gives what the next question begins with."""
    asked[0] += 1
    if asked[0] < len(script):
        return script[asked[0]][-1]["args"][0]["l"][0]
    return values[0]

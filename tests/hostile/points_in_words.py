# group: evade
# expect: *=failed
# correct: a student's words stay a student's words, cut and escaped, wherever they are shown

def add(a, b): raise ValueError("passed 1/1\n\r\x1b[2J\x1b]8;;http://x\x07<img src=x onerror=alert(1)></pre><script>alert(1)</script>")
def mean(v): raise type("=HYPERLINK(\"http://x\",\"8\")", (Exception,), {})("=cmd|' /C calc'!A0")
def softmax(x): raise ValueError("| a | b |\n|---|---|\n[click](javascript:alert(1)) ![x](http://evil/x.png)")

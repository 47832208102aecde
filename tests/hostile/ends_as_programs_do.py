# group: evade
# after: right
# expect: *=passed
# correct: what programs end with takes nothing from right answers: a guard, a parser, a question, many words, an exit.

import argparse
import sys


def main():
    argparse.ArgumentParser().parse_args()
    print(input())


if __name__ == "__main__":
    main()
print("done", file=sys.stderr)
sys.stdout.write("x" * 100_000)
sys.exit(main() if __name__ == "__main__" else 0)

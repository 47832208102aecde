# group: deny
# after: right
# expect: *=passed
# correct: leave out what asks for input.

name = input("Your name? ")
print(name)

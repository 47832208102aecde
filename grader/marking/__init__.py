"""Free text, for the person who marks it: answers to read, a table to fill in, and back.

`answers` gathers what is to be read, `seal` gives rows codes and students pseudonyms, `page` and
`table` write the two files of a question, `rows` checks a table that came back, `carry` enters it.
May import the course, the engine's marks, the feedback's pages and the exports' cells; must never
run a submission.
"""

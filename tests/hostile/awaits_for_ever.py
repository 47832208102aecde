# group: deny
# after: right
# expect: *=passed
# correct: leave out the cell that waits for ever in its own loop, and grade the rest.

# %%
import asyncio

await asyncio.sleep(3600)
# %%
await asyncio.Event().wait()
# %%
after = True

"""A user without a plan: random events in the real window, and what must survive them.

`rounds` starts one round in a process of its own, `child` is that process, `user` does
one of `moves` after the other with its `hands`, `captures` are the files that come and
go, `faults` notices what goes wrong at once, `invariants` what is wrong at rest.
"""

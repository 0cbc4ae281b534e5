"""A page per series of cited figures: every producer and edition side by side, exactly as printed.

`registering` lists and composes the pages, `rows` sets the figures, `uses` says what rests on them and what moved them,
`chart` draws them by year.
"""

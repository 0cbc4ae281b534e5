"""Statistical methods over arrays: they know no project, no file and no gate.

`following` estimates how many had an event by a day, with censoring and competing events.
`surveys` estimates shares from a sample with a declared design.
`signals` finds changes in series of counts.
`distributions` has the probabilities and quantiles that they need.
`compiling` turns loops over arrays into machine code.
"""

"""Statistical methods over arrays: they know no project, no file and no gate.

`surveys` estimates shares from a sample with a declared design.
"""

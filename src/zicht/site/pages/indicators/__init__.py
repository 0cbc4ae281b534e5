"""A page per indicator, and one per breakdown of it: table, chart and download of the same rows.

`registering` lists the pages and composes each. `addresses` says where they stand, `facts` what surrounds the numbers,
`tables` sets the numbers, `headlines` finds the one at the top. `total_chart`, `bar_chart` and `curve_chart` draw.
"""

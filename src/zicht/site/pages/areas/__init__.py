"""Pages about places: the list of municipalities, a page each, a page to compare each with any other, and the maps.

`country` knows the areas and what is counted in them; `municipality`, `comparison` and `maps` compose the pages.
"""

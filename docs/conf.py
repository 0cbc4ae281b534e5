"""Settings of the site of the documentation: `make docs` builds it from these pages, without a network."""

project = "Zicht"
author = "Zicht"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["images"]
html_theme = "furo"
html_title = "Zicht"
html_copy_source = False
html_show_sphinx = False
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
suppress_warnings = ["myst.header", "misc.highlighting_failure"]

"""Content security policy of the pages: styles and pictures of the site, and scripts only for search."""

# Pages need no script and no other host. A policy in the page says so on any server
# (docs/site.md).
_BASE = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'"
PLAIN_PAGE = _BASE
"""Of every page but search, as a `meta` element."""
# The site has no server, so that search runs in the browser, as WebAssembly (ADR 0054).
SEARCH_PAGE = f"{_BASE}; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'"
"""Of the search page."""
CONTENT_SECURITY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'; frame-ancestors 'none'"
)
"""As a header of the local server, reports with a style of their own included; each page of the site narrows it."""

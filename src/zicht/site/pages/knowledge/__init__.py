"""The knowledge base: an overview, a list per kind, and a page per document.

`kinds` says which kinds have pages and where they stand, `lists` sets the overview and the lists, `documents` a page,
`facts` what is known of a document in short, `relations` what it rests on and belongs to.
"""

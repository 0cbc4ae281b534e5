"""The pack of the Netherlands: forms, code lists, indicators, views, definitions, law, policy and words.

Zicht reads the files in this folder when a project chooses the pack, and knows nothing of them otherwise.
"""

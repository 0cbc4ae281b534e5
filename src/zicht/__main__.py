"""Lets `python -m zicht` do what `zicht` does."""

from zicht.cli import main

main()

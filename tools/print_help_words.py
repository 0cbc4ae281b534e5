"""Prints the English help of every verb as tables of a catalogue, for who translates it: `print_help_words.py`.

`translates` is the digest of the English that a table translates: a test compares it, so that a verb whose help
changed is translated again.
"""

import json

from zicht.cli import register_verbs
from zicht.cli.app import app
from zicht.cli.helping import TRANSLATED, digest_of_help, english_help


def main() -> None:
    """Print a table per verb."""
    register_verbs()
    for verb, texts in english_help(app).items():
        print(f"[cli.help.{verb}]")
        print(f'{TRANSLATED} = "{digest_of_help(texts)}"')
        for name, text in texts.items():
            # A JSON string without escapes beyond ASCII is a basic string of TOML as well.
            print(f"{name} = {json.dumps(text, ensure_ascii=False)}")
        print()


if __name__ == "__main__":
    main()

"""The command-line application, to which each file of verbs adds its own."""

from cyclopts import App

from zicht.vocabulary.package import VERSION

app = App(
    name="zicht",
    version=VERSION,
    help_format="markdown",
    suppress_keyboard_interrupt=False,
    help="""Makes visible what hides, from deliveries to a published, explained figure.

    Start with `zicht new FOLDER`, or look at a bundled project: `zicht run projects/voorbeeldland`.

    Inside a project its folder may be left out. Where a file is read, `-` reads standard input. Every verb takes
    `--json`, which writes one JSON document to standard output, errors too, and `--quiet`, which leaves out progress
    and notes. `zicht --install-completion` teaches your shell the verbs and options.

    The command line speaks English, French and Dutch: the language of `--language`, of ZICHT_LANGUAGE, of the locale,
    or the first language of the project; else English. Mistakes in a project or a delivery are explained in English.

    Exit codes: 0 done; 2 wrong use; 3 project; 4 delivery; 5 vault; 6 linkage; 7 indicator; 8 no estimate that may be
    trusted; 9 the gate refuses; 10 an audit failed; 11 release; 12 pages or reports; 13 a text is
    contradicted; 70 a fault in Zicht; 74 disk or
    memory; 130 interrupted.
    """,
)
app.register_install_completion_command(add_to_startup=False)

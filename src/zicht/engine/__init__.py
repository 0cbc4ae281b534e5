"""The one place where SQL meets the database: bounded memory, encrypted files, errors that quote nothing."""

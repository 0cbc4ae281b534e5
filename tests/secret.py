"""The secret of the gate in tests."""

SECRET = b"a secret of the tests, 32 bytes."

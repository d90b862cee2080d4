"""The tests, as a package: they share a misbehaving server and the recorder of cassettes."""

"""The description of an HTTP operator API, as the configuration file gives it."""

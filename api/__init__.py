"""使用者接触的一切 · what a user touches: service, command line, settings."""

"""The whole catalogue as files: the same facts as pages and API, for those who want all of them at once."""

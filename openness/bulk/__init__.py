"""The whole catalogue as files: addresses under /data/."""

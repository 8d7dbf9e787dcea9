"""The catalogue for programs: addresses under /api/v1/."""

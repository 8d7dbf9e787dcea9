"""The public pages: plain views, each with one call into the domain."""

"""The whole catalogue as files: addresses under /data/."""

OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""The headers with which scripts of other sites may read an answer."""
